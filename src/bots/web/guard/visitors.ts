import { createHash, randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Clock } from '../../../core/async/clock.ts';
import { type BoxKeys, seal, unseal } from '../../../core/model/secret-box.ts';
import { readCookie, setCookie } from './cookies.ts';
import { localeOfRequest, PLATFORM, type Visitor } from './visitor.ts';

const COOKIE = 'playground_member';
const COOKIE_AGE_MS = 365 * 24 * 3_600_000;
const PURPOSE = 'playground-member';

/** A member's secret, and until when the cookie with it is valid. */
const SEALED = /^([0-9a-f]{64}) (\d{1,15})$/;
/** A cookie of a release that did not seal them. */
const BARE = /^[0-9a-f]{64}$/;

/** Recognizes who sends a request. Only the server makes members: their cookies are sealed with its key. */
export interface Visitors {
  /** Returns the visitor of a request; `undefined` without a valid cookie. */
  of(request: Request): Visitor | undefined;
  /**
   * Renews the cookie of a known visitor, or makes a new one.
   *
   * @param mayMake called before a new one is made; throws if that is not allowed.
   */
  welcome(request: Request, response: Response, mayMake: () => void): Promise<Visitor>;
}

/**
 * Creates it.
 *
 * @param parts.hasJobs whether jobs of a member are stored. A bare cookie is accepted once, and sealed, if it
 * names such a member: private results stay reachable, and no new member can be invented.
 */
export function createVisitors(parts: {
  readonly keys: BoxKeys;
  readonly isSecure: boolean;
  readonly hasJobs: (member: string) => Promise<boolean>;
  readonly clock: Clock;
}): Visitors {
  const { keys, isSecure, hasJobs, clock } = parts;

  const secretOf = (request: Request): string | undefined => {
    const text = unseal(readCookie(request, COOKIE) ?? '', PURPOSE, keys);
    const [, secret, untilMs] = SEALED.exec(text ?? '') ?? [];
    return Number(untilMs) > clock.now() ? secret : undefined;
  };
  const visitorFor = (secret: string, request: Request): Visitor => ({
    member: memberOf(secret),
    locale: localeOfRequest(request),
  });
  const earlierSecretOf = async (request: Request): Promise<string | undefined> => {
    const secret = readCookie(request, COOKIE) ?? '';
    return BARE.test(secret) && (await hasJobs(memberOf(secret))) ? secret : undefined;
  };
  const make = (mayMake: () => void): string => {
    mayMake();
    return randomBytes(32).toString('hex');
  };

  return {
    of(request) {
      const secret = secretOf(request);
      return secret === undefined ? undefined : visitorFor(secret, request);
    },
    async welcome(request, response, mayMake) {
      const secret = secretOf(request) ?? (await earlierSecretOf(request)) ?? make(mayMake);
      setCookie(response, {
        name: COOKIE,
        value: seal(`${secret} ${clock.now() + COOKIE_AGE_MS}`, PURPOSE, keys),
        sameSite: 'strict',
        isSecure,
        maxAgeMs: COOKIE_AGE_MS,
      });
      return visitorFor(secret, request);
    },
  };
}

/** Derives the member's id. It is stored and logged, so it must not be the secret that proves it. */
function memberOf(secret: string): string {
  return `${PLATFORM}:${createHash('sha256').update(secret).digest('hex').slice(0, 16)}`;
}
