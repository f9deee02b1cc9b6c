import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Clock } from '../../../core/async/clock.ts';
import { readCookie, setCookie } from './cookies.ts';
import { isLoopbackAddress, isLoopbackHost } from './hosts.ts';

const COOKIE = 'playground_access';
const COOKIE_AGE_MS = 30 * 24 * 3_600_000;
const WRONG_TOKENS_PER_MINUTE = 10;

/** Whether a request may continue: `login` asks for the token, `unprotected` that one must be configured. */
export type AccessDecision = 'granted' | 'login' | 'unprotected';

/** Decides who may use the playground. */
export interface Access {
  check(request: Request): AccessDecision;
  /** Compares a posted token, and sets the cookie when it matches. */
  login(token: string, response: Response): 'granted' | 'wrong' | 'too-many';
}

/**
 * Creates the access check. With a token, everybody logs in once. Without, only this computer may use the playground: both the peer's
 * address and the `Host` must be loopback, so that a proxy in front does not open it by accident.
 */
export function createAccess(settings: {
  readonly token: string | undefined;
  readonly hasSecureCookies: boolean;
  readonly clock: Clock;
}): Access {
  const { token, hasSecureCookies, clock } = settings;
  // The cookie holds a value derived from the token: it becomes invalid with the token and does not reveal
  // it.
  const ticket =
    token === undefined ? '' : createHmac('sha256', token).update('playground access 1').digest('hex');
  let wrongTokens: readonly number[] = [];

  return {
    check(request) {
      if (token !== undefined) {
        return isSame(readCookie(request, COOKIE) ?? '', ticket) ? 'granted' : 'login';
      }
      const isLocal =
        isLoopbackAddress(request.socket.remoteAddress) && isLoopbackHost(request.headers.host ?? '');
      return isLocal ? 'granted' : 'unprotected';
    },
    login(given, response) {
      const nowMs = clock.now();
      wrongTokens = wrongTokens.filter((atMs) => nowMs - atMs < 60_000);
      if (wrongTokens.length >= WRONG_TOKENS_PER_MINUTE) return 'too-many';
      if (token === undefined || !isSame(given, token)) {
        wrongTokens = [...wrongTokens, nowMs];
        return 'wrong';
      }
      // Lax, so that following a link to the playground does not ask for the token again; everything that
      // changes something is a POST and needs the right Origin.
      setCookie(response, {
        name: COOKIE,
        value: ticket,
        sameSite: 'lax',
        isSecure: hasSecureCookies,
        maxAgeMs: COOKIE_AGE_MS,
      });
      return 'granted';
    },
  };
}

/** Compares in constant time; hashing first makes the lengths equal. */
function isSame(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}
