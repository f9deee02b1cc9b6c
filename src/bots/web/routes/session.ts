import { Router } from 'express';
import { welcome } from '../guard/visitor.ts';
import { webWordsOf } from '../text/words.ts';
import type { SessionView } from '../view.ts';
import type { RouteParts } from './parts.ts';

/** What only the session tells. */
export interface SessionParts {
  readonly maxAttachmentBytes: number;
  readonly isSandbox: boolean;
  readonly hasSecureCookies: boolean;
}

/** Opens a visit: knows the visitor again or makes one, and hands out words and commands. */
export function sessionRoutes(parts: RouteParts, about: SessionParts): Router {
  const router = Router();
  router.get('/playground/session', (request, response) => {
    const visitor = welcome(request, response, about.hasSecureCookies);
    const view: SessionView = {
      locale: visitor.locale,
      words: webWordsOf(visitor.locale),
      commands: parts.desk.describe(visitor.locale),
      maxAttachmentBytes: about.maxAttachmentBytes,
      isSandbox: about.isSandbox,
    };
    response.set({ 'Cache-Control': 'no-store', Vary: 'Accept-Language' }).json(view);
  });
  return router;
}
