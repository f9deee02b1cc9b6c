import type {
  CountsView,
  DeskSessionView,
  DoneView,
  JobDetailView,
  JobsView,
  SystemView,
  TenantsView,
} from '../../desk/protocol.ts';
import { post, Refusal, readJson } from '../server/api.ts';
import type { DeskTranslate } from './words.ts';

/** What jobs are searched for. Empty values are left out. */
export interface Search {
  readonly state: string;
  readonly by: string;
  readonly value: string;
}

/** Opens the session. */
export const openDesk = () => readJson<DeskSessionView>('/admin/session');

/** Reads how many jobs there are, and what is stuck. */
export const readCounts = () => readJson<CountsView>('/admin/counts');

/** Reads one page of jobs: the newest, or those after a place. */
export function readJobs({ state, by, value }: Search, after = ''): Promise<JobsView> {
  const wanted = { state, ...(value === '' ? {} : { by, value }), after };
  const given = Object.entries(wanted).filter(([, one]) => one !== '');
  return readJson(`/admin/jobs?${new URLSearchParams(given)}`);
}

/** Reads one job in full. */
export const readJob = (id: string) => readJson<JobDetailView>(`/admin/jobs/${encodeURIComponent(id)}`);

/** Does something to a job. */
export const act = (job: string, verb: JobDetailView['verbs'][number]) =>
  post<DoneView>('/admin/actions', { job, verb });

/** Reads one page of tenants, in the order of their ids. */
export const readTenants = (after: string) =>
  readJson<TenantsView>(`/admin/tenants${after === '' ? '' : `?${new URLSearchParams({ after })}`}`);

/** Sets a tenant's budget. */
export const setBudget = (tenant: string, budget: { readonly monthly: string; readonly daily: string }) =>
  post<DoneView>(`/admin/tenants/${encodeURIComponent(tenant)}/budget`, budget);

/** Reads how the bot and what it depends on are. */
export const readSystem = () => readJson<SystemView>('/admin/system');

/** Returns what happened and what to do, for a request that failed. */
export function refusalText(error: unknown, t: DeskTranslate): string {
  const problem = error instanceof Refusal ? error.problem : undefined;
  return [problem?.what ?? t('problem.connection.what'), problem?.next ?? t('problem.connection.next')].join(
    ' ',
  );
}
