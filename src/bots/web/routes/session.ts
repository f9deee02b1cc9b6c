import { Router } from 'express';
import { ensureVisitor } from '../guard/visitor.ts';
import type { SessionView } from '../protocol/view.ts';
import { webWordsOf } from '../text/words.ts';
import type { RouteContext } from './context.ts';

/** The facts that only the session reports. */
export interface SessionParts {
  readonly maxAttachmentBytes: number;
  readonly isSandbox: boolean;
  readonly hasSecureCookies: boolean;
}

/** Opens a visit: recognizes the visitor or creates one, and serves texts and commands. */
export function sessionRoutes(context: RouteContext, about: SessionParts): Router {
  const router = Router();
  router.get('/playground/session', (request, response) => {
    const visitor = ensureVisitor(request, response, about.hasSecureCookies);
    const view: SessionView = {
      locale: visitor.locale,
      words: webWordsOf(visitor.locale),
      commands: context.desk.describe(visitor.locale),
      maxAttachmentBytes: about.maxAttachmentBytes,
      isSandbox: about.isSandbox,
    };
    response.set({ 'Cache-Control': 'no-store', Vary: 'Accept-Language' }).json(view);
  });
  return router;
}
