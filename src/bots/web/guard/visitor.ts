import type { Request } from 'express';
import type { Job } from '../../../core/model/job/job.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import { type Locale, localeOf } from '../../../core/model/locale.ts';

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
