import { Router } from 'express';
import { z } from 'zod';
import type { FindCallerPermissions } from '../../../commands/dispatch/command-dispatcher.ts';
import type { OwnerActions } from '../../../core/jobs/overview/owner-actions.ts';
import { OWNER_VERBS } from '../../../core/jobs/overview/owner-verbs.ts';
import type { ServiceHealth } from '../../../core/jobs/overview/service-health.ts';
import type { TenantOverview } from '../../../core/jobs/overview/tenant-facts.ts';
import {
  JOB_FACTS,
  JOB_STAGES,
  type JobOverview,
  TROUBLES,
} from '../../../core/ports/overview/job-overview.ts';
import type { JobRecords } from '../../../core/ports/store.ts';
import { localeOfRequest, originOf } from '../guard/visitor.ts';
import { parsed, type RouteContext, requireVisitor } from '../routes/context.ts';
import { WebProblem } from '../routes/problem.ts';
import { readBody } from '../routes/read-body.ts';
import type {
  CountsView,
  DeskSessionView,
  DoneView,
  JobDetailView,
  JobsView,
  SystemView,
  TenantsView,
} from './protocol.ts';
import { DESK_PATH } from './shell.ts';
import { deskWordsOf } from './text/words.ts';
import { jobDetail, jobRow, limitView, systemView, tenantView } from './views.ts';

/** What the desk shows and does. */
export interface DeskParts {
  readonly overview: JobOverview;
  readonly countByStage: JobRecords['countByStage'];
  readonly actions: OwnerActions;
  readonly tenants: TenantOverview;
  readonly health: () => Promise<ServiceHealth>;
}

const JOBS_A_PAGE = 50;
const TENANTS_A_PAGE = 25;

const place = z
  .string()
  .regex(/^\d{1,15}:[\w-]{1,100}$/)
  .transform((text) => {
    const [createdAtMs = '', id = ''] = text.split(':');
    return { createdAtMs: Number(createdAtMs), id };
  });
const search = z.object({
  state: z.enum([...JOB_STAGES, ...TROUBLES]).optional(),
  by: z.enum(JOB_FACTS).optional(),
  value: z.string().trim().min(1).max(200).optional(),
  after: place.optional(),
});
const tenantId = z.string().regex(/^[\w:-]{1,100}$/);
const amount = z.string().regex(/^(?:default|none|\$?[\d,.]{1,15})$/);
const budget = z.object({ monthly: amount, daily: amount });
const action = z.object({ job: z.string().min(1).max(200), verb: z.enum(OWNER_VERBS) });

/** Only owners get as far as this. */
const findPermissions: FindCallerPermissions = async () => ({ isAdmin: true });

/** Serves what the desk's page reads, and does what its buttons ask for. The caller has let only owners in. */
export function deskRoutes(context: RouteContext, parts: DeskParts, isSandbox: boolean): Router {
  const router = Router();
  const json = readBody('json', '4kb', context.clock);

  router.get(`${DESK_PATH}/session`, async (request, response) => {
    const { locale } = await context.visitors.welcome(request, response, () => {});
    const view: DeskSessionView = { locale, words: deskWordsOf(locale), isSandbox };
    response.vary('Accept-Language').json(view);
  });

  router.get(`${DESK_PATH}/counts`, async (_request, response) => {
    const [stages, troubles] = await Promise.all([parts.countByStage(), parts.overview.troubles()]);
    const view: CountsView = { stages, troubles };
    response.json(view);
  });

  router.get(`${DESK_PATH}/jobs`, async (request, response) => {
    const { state, by, value, after } = parsed(search, request.query);
    const found = await parts.overview.list({
      ...(state && { state }),
      ...(by !== undefined && value !== undefined && { by: { fact: by, value } }),
      ...(after && { after }),
      limit: JOBS_A_PAGE + 1,
    });
    const jobs = found.slice(0, JOBS_A_PAGE);
    const last = jobs.at(-1);
    const view: JobsView = {
      jobs: jobs.map(jobRow),
      ...(found.length > JOBS_A_PAGE && last && { next: `${last.createdAtMs}:${last.id}` }),
    };
    response.json(view);
  });

  router.get(`${DESK_PATH}/jobs/:id`, async (request, response) => {
    const detail = await parts.overview.find(request.params.id);
    if (detail === undefined) throw new WebProblem('missing');
    const view: JobDetailView = jobDetail(localeOfRequest(request), detail);
    response.json(view);
  });

  router.post(`${DESK_PATH}/actions`, ...json, async (request, response) => {
    const visitor = requireVisitor(context, request);
    const { job, verb } = parsed(action, request.body);
    if (!(await parts.actions(verb, job, visitor.member))) throw new WebProblem('changed');
    const view: DoneView = { text: deskWordsOf(visitor.locale)[`done.${verb}`], isRefused: false };
    response.json(view);
  });

  router.get(`${DESK_PATH}/tenants`, async (request, response) => {
    const after = request.query['after'] === undefined ? '' : parsed(tenantId, request.query['after']);
    const [owner, found] = await Promise.all([
      parts.tenants.owner(),
      parts.tenants.page(after, TENANTS_A_PAGE + 1),
    ]);
    const tenants = found.slice(0, TENANTS_A_PAGE);
    const last = tenants.at(-1);
    const view: TenantsView = {
      owner: owner.map(limitView),
      tenants: tenants.map(tenantView),
      ...(found.length > TENANTS_A_PAGE && last && { next: last.tenant }),
    };
    response.json(view);
  });

  router.post(`${DESK_PATH}/tenants/:tenant/budget`, ...json, async (request, response) => {
    const visitor = requireVisitor(context, request);
    const tenant = parsed(tenantId, request.params['tenant']);
    const { monthly, daily } = parsed(budget, request.body);
    const answer = await context.dispatcher.run(
      {
        command: 'wallet',
        subcommand: 'grant',
        options: { tenant, monthly, daily },
        origin: originOf(visitor, 'private'),
        findPermissions,
      },
      context.deadline(),
    );
    if (answer.kind === 'job') throw new WebProblem('request');
    const { text, tone } = answer.reply;
    const view: DoneView = { text, isRefused: tone === 'refusal' };
    response.json(view);
  });

  router.get(`${DESK_PATH}/system`, async (_request, response) => {
    const view: SystemView = systemView(await parts.health());
    response.json(view);
  });

  return router;
}
