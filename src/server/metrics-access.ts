import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isLoopbackAddress, isLoopbackHost } from '../config/loopback.ts';
import type { Secret } from '../core/model/secret.ts';

/** Headers that show that a proxy forwards the request. */
const FORWARDED = [
  ...['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-server'],
  ...['x-real-ip', 'x-client-ip', 'true-client-ip', 'cf-connecting-ip', 'fly-client-ip', 'via'],
];

/**
 * Whether a request may read the metrics: with the token as a bearer, or from this machine. A proxy on this
 * machine also connects from loopback, so a request with a forwarding header or a foreign host name (which is
 * how a web page gets in by DNS rebinding) does not count as local.
 */
export function mayReadMetrics(request: IncomingMessage, token: Secret | undefined): boolean {
  return (token !== undefined && bearsToken(request, token)) || isFromThisMachine(request);
}

function bearsToken(request: IncomingMessage, token: Secret): boolean {
  const given = /^bearer +([^ ].*)$/i.exec(request.headers.authorization ?? '')?.[1];
  // Digests have one length, which the constant-time comparison needs, and don't reveal the token's.
  return given !== undefined && timingSafeEqual(digest(given.trim()), digest(token.reveal()));
}

function isFromThisMachine(request: IncomingMessage): boolean {
  const { remoteAddress } = request.socket;
  if (remoteAddress === undefined || !isLoopbackAddress(remoteAddress)) return false;
  if (FORWARDED.some((name) => request.headers[name] !== undefined)) return false;
  const url = `http://${request.headers.host ?? ''}`;
  return URL.canParse(url) && isLoopbackHost(new URL(url).hostname);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
