import { isIP } from 'node:net';
import { BotError } from '../model/errors.ts';
import { isPublicAddress } from './public-address.ts';

/**
 * Names that only resolve inside private networks (RFC 6761, RFC 6762 with appendix G, RFC 8375, ICANN `.internal`),
 * or inside a cluster.
 */
const PRIVATE_NAME = /(^|\.)(localhost|localdomain|local|internal|private|lan|intranet|corp|home|svc|arpa)$/;
const LONGEST_URL = 2048;

/**
 * Checks a URL a person typed, before it is sent to AudioPod.
 *
 * The bot itself never fetches it, so the name is not resolved: the check rejects obvious mistakes and
 * probes, and AudioPod protects its own network.
 *
 * @throws {BotError} `url-invalid` (not http or https, or longer than 2048 characters), `url-credentials`,
 *   `url-private` (a private or reserved address in any spelling, or a name without a public suffix).
 */
export function checkPublicUrl(text: string): URL {
  const trimmed = text.trim();
  const url = trimmed.length <= LONGEST_URL ? URL.parse(trimmed) : null;
  // `http:host` and `http:/host` parse too, but are never intended.
  if (url === null || !/^https?:\/\//i.test(trimmed)) {
    throw new BotError('url-invalid', 'The text is not an http or https address');
  }
  if (url.username !== '' || url.password !== '') {
    throw new BotError('url-credentials', 'The address holds a user name or password');
  }
  if (!isPublicHost(url.hostname)) {
    throw new BotError('url-private', 'The address points into a private network');
  }
  return url;
}

function isPublicHost(hostname: string): boolean {
  // URL has already turned 2130706433, 0x7f.1 and 0177.0.0.1 into dotted decimals.
  const name = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (isIP(name) !== 0) return isPublicAddress(name);
  return name.includes('.') && !PRIVATE_NAME.test(name);
}
