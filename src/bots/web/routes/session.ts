import { Router } from 'express';
import type { Origin } from '../../../core/jobs/origin.ts';
import { originOf, welcome } from '../guard/visitor.ts';
import { webWordsOf } from '../text/words.ts';
import type { SessionView } from '../view.ts';
import type { RouteParts } from './parts.ts';

/** What only the session tells. */
export interface SessionParts {
  readonly maxAttachmentBytes: number;
  readonly isSandbox: boolean;
  readonly hasSecureCookies: boolean;
  readonly budget: BudgetLine | undefined;
}

/** One line about what a member has left to spend, in their language; `undefined` when it cannot be told. */
export type BudgetLine = (origin: Origin, signal: AbortSignal) => Promise<string | undefined>;

/** Opens a visit: knows the visitor again or makes one, and hands out words and commands. */
export function sessionRoutes(parts: RouteParts, about: SessionParts): Router {
  const router = Router();
  router.get('/playground/session', async (request, response) => {
    const visitor = welcome(request, response, about.hasSecureCookies);
    // A budget that cannot be read must not keep the page from opening.
    const budget = await about
      .budget?.(originOf(visitor, 'private'), parts.deadline())
      .catch(() => undefined);
    const view: SessionView = {
      locale: visitor.locale,
      words: webWordsOf(visitor.locale),
      commands: parts.desk.describe(visitor.locale),
      maxAttachmentBytes: about.maxAttachmentBytes,
      isSandbox: about.isSandbox,
      ...(budget === undefined ? {} : { budget }),
    };
    response.set({ 'Cache-Control': 'no-store', Vary: 'Accept-Language' }).json(view);
  });
  return router;
}
