import { Router } from 'express';
import { z } from 'zod';
import { canSee, TENANT } from '../guard/visitor.ts';
import { holdEventStream } from '../live/event-stream.ts';
import type { SearchView, TimelineView } from '../protocol/view.ts';
import { JOB_FILTERS, searchJobs } from '../views/search-jobs.ts';
import { parsed, type RouteContext, requireJob, requireVisitor } from './context.ts';
import { WebProblem } from './problem.ts';

const FIRST_PAGE = 30;
const MAX_JOBS = 300;
/** A moment and an id, as a page names where the one before it ends. */
const CURSOR = /^(\d{1,15})-([\w-]{1,64})$/;
const page = z.object({
  limit: z.coerce.number().int().min(1).max(MAX_JOBS).catch(FIRST_PAGE),
  before: z.string().max(80).optional(),
});
const search = z.object({
  query: z.string().max(200).default(''),
  filter: z.enum(JOB_FILTERS).default('all'),
});

/** Serves the timeline, read in pages and then updated by events, one job of it, and what a search finds in it. */
export function jobRoutes(context: RouteContext): Router {
  const router = Router();

  router.get('/playground/jobs', async (request, response) => {
    const visitor = requireVisitor(context, request);
    const { limit, before } = parsed(page, request.query);
    const newest = await context.jobs.list({ tenant: TENANT, limit, ...beforeOf(before) });
    const visible = newest.filter((job) => canSee(job, visitor.member)).toReversed();
    const oldest = newest.at(-1);
    const view: TimelineView = {
      jobs: await Promise.all(visible.map((job) => context.show(job, visitor))),
      ...(oldest !== undefined &&
        newest.length === limit && { earlier: `${oldest.createdAtMs}-${oldest.id}` }),
    };
    response.json(view);
  });

  router.get('/playground/jobs/:job', async (request, response) => {
    const visitor = requireVisitor(context, request);
    const job = await requireJob(context, request.params.job, visitor);
    response.json(await context.show(job, visitor));
  });

  router.get('/playground/search', async (request, response) => {
    const visitor = requireVisitor(context, request);
    const wanted = parsed(search, request.query);
    const list: typeof context.jobs.list = (query) => context.jobs.list(query);
    const view: SearchView = await searchJobs(list, wanted, { ...visitor, nowMs: context.clock.now() });
    response.json(view);
  });

  router.get('/playground/events', (request, response) => {
    const visitor = requireVisitor(context, request);
    if (context.openPages.isFull(visitor.member)) throw new WebProblem('busy');
    holdEventStream(request, response, { openPages: context.openPages, visitor, clock: context.clock });
  });

  return router;
}

/** @throws {WebProblem} `request` for what is no cursor. */
function beforeOf(cursor: string | undefined) {
  if (cursor === undefined) return {};
  const [, createdAtMs, id] = CURSOR.exec(cursor) ?? [];
  if (createdAtMs === undefined || id === undefined) throw new WebProblem('request');
  return { before: { createdAtMs: Number(createdAtMs), id } };
}
