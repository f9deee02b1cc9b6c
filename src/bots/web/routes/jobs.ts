import { Router } from 'express';
import { z } from 'zod';
import { holdEventStream } from '../event-stream.ts';
import { TENANT } from '../guard/visitor.ts';
import { canSee } from '../job-view.ts';
import type { TimelineView } from '../view.ts';
import { type RouteParts, requireVisitor } from './parts.ts';

const FIRST_PAGE = 30;
const MOST = 300;
const page = z.object({ limit: z.coerce.number().int().min(1).max(MOST).catch(FIRST_PAGE) });

/** The conversation: read whole on opening, then kept fresh by events. */
export function jobRoutes(parts: RouteParts): Router {
  const router = Router();

  router.get('/playground/jobs', async (request, response) => {
    const visitor = requireVisitor(request);
    const { limit } = page.parse(request.query);
    const newest = await parts.jobs.list({ tenant: TENANT, limit });
    const visible = newest.filter((job) => canSee(job, visitor.member)).toReversed();
    const view: TimelineView = {
      jobs: await Promise.all(visible.map((job) => parts.show(job, visitor))),
      hasEarlier: newest.length === limit && limit < MOST,
    };
    response.set('Cache-Control', 'no-store').json(view);
  });

  router.get('/playground/events', (request, response) => {
    const visitor = requireVisitor(request);
    holdEventStream(request, response, { audience: parts.audience, visitor, clock: parts.clock });
  });

  return router;
}
