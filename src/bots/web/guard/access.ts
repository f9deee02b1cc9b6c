import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Clock } from '../../../core/async/clock.ts';
import { readCookie, setCookie } from './cookies.ts';
import { isLoopbackAddress, isLoopbackHost } from './hosts.ts';
import { createLoginTurns, type LoginSender } from './login-turns.ts';

const COOKIE_AGE_MS = 30 * 24 * 3_600_000;

/** Whether a request may continue: `login` asks for the token, `unprotected` that one must be configured. */
export type AccessDecision = 'granted' | 'login' | 'unprotected';

/** Decides who may use the playground. */
export interface Access {
  check(request: Request): AccessDecision;
  /**
   * Compares a posted token when it is its sender's turn, and sets the cookie when it matches. However many
   * wrong ones others post, the right one is granted; see login-turns.ts.
   */
  login(
    token: string,
    sender: LoginSender,
    response: Response,
    signal: AbortSignal,
  ): Promise<'granted' | 'wrong' | 'too-many'>;
}

/**
 * Creates the access check. With a token, everybody logs in once. Without, only this computer may use the playground: both the peer's
 * address and the `Host` must be loopback, so that a proxy in front does not open it by accident.
 */
export function createAccess(settings: {
  /** What is opened: its cookie is of no use elsewhere. */
  readonly to?: 'playground' | 'desk';
  readonly token: string | undefined;
  readonly hasSecureCookies: boolean;
  readonly clock: Clock;
}): Access {
  const { to = 'playground', token, hasSecureCookies, clock } = settings;
  const cookie = `${to}_access`;
  // The cookie holds a value derived from the token: it becomes invalid with the token and does not reveal
  // it.
  const ticket =
    token === undefined ? '' : createHmac('sha256', token).update(`${to} access 1`).digest('hex');
  const turns = createLoginTurns(clock);

  return {
    check(request) {
      if (token !== undefined) {
        return isSame(readCookie(request, cookie) ?? '', ticket) ? 'granted' : 'login';
      }
      const isLocal =
        isLoopbackAddress(request.socket.remoteAddress) && isLoopbackHost(request.headers.host ?? '');
      return isLocal ? 'granted' : 'unprotected';
    },
    async login(given, sender, response, signal) {
      if (!(await turns.take(sender, signal))) return 'too-many';
      if (token === undefined || !isSame(given, token)) return 'wrong';
      turns.forget(sender);
      // Lax, so that following a link to the playground does not ask for the token again; everything that
      // changes something is a POST and needs the right Origin.
      setCookie(response, {
        name: cookie,
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
