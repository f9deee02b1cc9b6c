import { Router } from 'express';
import { createRateLimit } from '../guard/rate-limit.ts';
import { senderOf } from '../guard/sender.ts';
import type { SessionView } from '../protocol/session-view.ts';
import { webWordsOf } from '../text/words.ts';
import type { RouteContext } from './context.ts';
import { WebProblem } from './problem.ts';

/** New members of one address: each has a daily limit of their own, so they must not be made in numbers. */
const NEW_AT_ONCE = 60;
const ONE_MORE_EVERY_MS = 60_000;

/** The facts that only the session reports. */
export interface SessionParts {
  readonly maxAttachmentBytes: number;
  readonly isSandbox: boolean;
}

/** Opens a visit: recognizes the visitor or creates one, and serves texts and commands. */
export function sessionRoutes(context: RouteContext, about: SessionParts): Router {
  const router = Router();
  const newMembers = createRateLimit(NEW_AT_ONCE, ONE_MORE_EVERY_MS, context.clock);
  router.get('/playground/session', async (request, response) => {
    const visitor = await context.visitors.welcome(request, response, () => {
      const seconds = newMembers.take(senderOf(request, context.isBehindProxy));
      if (seconds === 0) return;
      response.set('Retry-After', String(seconds));
      throw new WebProblem('busy');
    });
    const view: SessionView = {
      locale: visitor.locale,
      words: webWordsOf(visitor.locale),
      commands: context.dispatcher.describe(visitor.locale),
      maxAttachmentBytes: about.maxAttachmentBytes,
      isSandbox: about.isSandbox,
    };
    response.vary('Accept-Language').json(view);
  });
  return router;
}
