import { createHash, randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Job } from '../../../core/model/job/job.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import { type Locale, localeOf } from '../../../core/model/locale.ts';
import { readCookie, setCookie } from './cookies.ts';

const COOKIE = 'playground_member';
const COOKIE_AGE_MS = 365 * 24 * 3_600_000;
const SECRET = /^[0-9a-f]{64}$/;

/** The adapter's name, in `origin.platform` and before every id. */
export const PLATFORM = 'web';

/** The one tenant of all visitors, who therefore share one budget. */
export const TENANT = `${PLATFORM}:playground`;

/** Who looks at the page, and their language. */
export interface Visitor {
  readonly member: string;
  readonly locale: Locale;
}

/** Returns the browser's first language that the bot supports. */
export function localeOfRequest(request: Request): Locale {
  return localeOf(request.acceptsLanguages().find((tag) => /^(en|zh)\b/i.test(tag)));
}

/** Returns the visitor of a request; `undefined` before the session has set the cookie. */
export function visitorOf(request: Request): Visitor | undefined {
  const secret = readCookie(request, COOKIE);
  if (secret === undefined || !SECRET.test(secret)) return undefined;
  return { member: memberOf(secret), locale: localeOfRequest(request) };
}

/** Returns the visitor of a request, and sets the cookie of a new one. */
export function ensureVisitor(request: Request, response: Response, isSecure: boolean): Visitor {
  const known = visitorOf(request);
  if (known !== undefined) return known;
  const secret = randomBytes(32).toString('hex');
  setCookie(response, { name: COOKIE, value: secret, sameSite: 'strict', isSecure, maxAgeMs: COOKIE_AGE_MS });
  return { member: memberOf(secret), locale: localeOfRequest(request) };
}

/** Whether a member may see a job: their own or a public one, and only of this platform. */
export function canSee({ origin }: Job, member: string): boolean {
  return origin.platform === PLATFORM && (origin.visibility === 'public' || origin.member === member);
}

/** Builds the origin that jobs of this visitor are stored with. */
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

/** Derives the member's id. It is stored and logged, so it must not be the secret that proves it. */
function memberOf(secret: string): string {
  return `${PLATFORM}:${createHash('sha256').update(secret).digest('hex').slice(0, 16)}`;
}
