import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isLoopbackAddress, isLoopbackHost } from '../config/loopback.ts';
import type { Secret } from '../core/model/secret.ts';

/** Headers by which a proxy tells that it speaks for somebody else. */
const FORWARDED = [
  ...['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-server'],
  ...['x-real-ip', 'x-client-ip', 'true-client-ip', 'cf-connecting-ip', 'fly-client-ip', 'via'],
];

/**
 * May this request read the metrics? Yes with the token as a bearer; and yes from this machine itself. A
 * proxy on this machine also connects from loopback, so a request that bears a forwarding header or asks for
 * a foreign host name (which is how a web page reaches in by DNS rebinding) does not count as one.
 */
export function mayReadMetrics(request: IncomingMessage, token: Secret | undefined): boolean {
  return (token !== undefined && bearsToken(request, token)) || isFromThisMachine(request);
}

function bearsToken(request: IncomingMessage, token: Secret): boolean {
  const given = /^bearer +(.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  // Digests have one length, which the constant-time comparison needs, and tell nothing about the token's.
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
