import { Router } from 'express';
import { z } from 'zod';
import { canSee, TENANT } from '../guard/visitor.ts';
import { holdEventStream } from '../live/event-stream.ts';
import type { TimelineView } from '../protocol/view.ts';
import { type RouteContext, requireVisitor } from './context.ts';
import { WebProblem } from './problem.ts';

const FIRST_PAGE = 30;
const MAX_JOBS = 300;
const page = z.object({ limit: z.coerce.number().int().min(1).max(MAX_JOBS).catch(FIRST_PAGE) });

/** Serves the timeline: read whole on opening, then updated by events. */
export function jobRoutes(context: RouteContext): Router {
  const router = Router();

  router.get('/playground/jobs', async (request, response) => {
    const visitor = requireVisitor(context, request);
    const { limit } = page.parse(request.query);
    const newest = await context.jobs.list({ tenant: TENANT, limit });
    const visible = newest.filter((job) => canSee(job, visitor.member)).toReversed();
    const view: TimelineView = {
      jobs: await Promise.all(visible.map((job) => context.show(job, visitor))),
      hasEarlier: newest.length === limit && limit < MAX_JOBS,
    };
    response.json(view);
  });

  router.get('/playground/events', (request, response) => {
    const visitor = requireVisitor(context, request);
    if (context.openPages.isFull(visitor.member)) throw new WebProblem('busy');
    holdEventStream(request, response, { openPages: context.openPages, visitor, clock: context.clock });
  });

  return router;
}
