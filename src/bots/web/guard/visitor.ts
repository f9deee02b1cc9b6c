import { createHash, randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Origin } from '../../../core/model/job/origin.ts';
import { type Locale, localeOf } from '../../../core/model/locale.ts';
import { readCookie, setCookie } from './cookies.ts';

const COOKIE = 'playground_member';
const COOKIE_AGE_MS = 365 * 24 * 3_600_000;
const SECRET = /^[0-9a-f]{64}$/;

/** The adapter's name, in `origin.platform` and before every id. */
export const PLATFORM = 'web';

/** All visitors of one playground share one tenant, and so one budget. */
export const TENANT = `${PLATFORM}:playground`;

/** Who looks at the page, and in which language. */
export interface Visitor {
  readonly member: string;
  readonly locale: Locale;
}

/** The first language of the browser that the bot speaks. */
export function localeOfRequest(request: Request): Locale {
  return localeOf(request.acceptsLanguages().find((tag) => /^(en|zh)\b/i.test(tag)));
}

/** The visitor a request belongs to; `undefined` before the session has set the cookie. */
export function visitorOf(request: Request): Visitor | undefined {
  const secret = readCookie(request, COOKIE);
  if (secret === undefined || !SECRET.test(secret)) return undefined;
  return { member: memberOf(secret), locale: localeOfRequest(request) };
}

/** The visitor a request belongs to, made now if there is none. */
export function welcome(request: Request, response: Response, isSecure: boolean): Visitor {
  const known = visitorOf(request);
  if (known !== undefined) return known;
  const secret = randomBytes(32).toString('hex');
  setCookie(response, { name: COOKIE, value: secret, sameSite: 'strict', isSecure, maxAgeMs: COOKIE_AGE_MS });
  return { member: memberOf(secret), locale: localeOfRequest(request) };
}

/** Where the outcome of this visitor's request goes. */
export function originOf(visitor: Visitor, visibility: Origin['visibility']): Origin {
  return {
    platform: PLATFORM,
    tenant: TENANT,
    channel: 'playground',
    member: visitor.member,
    locale: visitor.locale,
    visibility,
    reply: '',
  };
}

/** The member's id stands in records and logs, so it must not be the secret that proves it. */
function memberOf(secret: string): string {
  return `${PLATFORM}:${createHash('sha256').update(secret).digest('hex').slice(0, 16)}`;
}
