import { accountOf } from '../../accounts/provider-account.ts';
import { readProviderJob, statusSources } from '../../accounts/read-provider-job.ts';
import { BotError } from '../../model/errors.ts';
import { namesSomeJob } from '../../model/job/new-job.ts';
import type { ProviderJob } from '../../model/job/provider-job.ts';
import type { JobRequest } from '../../model/job/request.ts';
import type { JobContext, JobDependencies } from '../context/job-context.ts';

type Needs = Pick<JobDependencies, 'clock' | 'accounts'>;

/**
 * Allowed difference between AudioPod's clock and ours. Generous, because money depends on it and nothing
 * else does.
 */
const CLOCK_SKEW_MS = 60 * 60_000;
const PAGE = 100;
const MAX_PAGES = 5;

/**
 * The result of a search for a lost submission. `absent` only when every job in question was seen and none
 * can be ours; `untellable` when the service has no list (speech) or its list does not say enough.
 */
export type SearchResult =
  | { readonly kind: 'found'; readonly job: ProviderJob }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unclear' }
  | { readonly kind: 'untellable' };

/** Looks for a job submitted at `sinceMs` whose response was lost. Only reads. */
export async function searchSubmission(
  context: JobContext,
  needs: Needs,
  sinceMs: number,
): Promise<SearchResult> {
  const { request, id, remakes } = context.job;
  const signal = AbortSignal.any([context.signal, needs.clock.timeout(60_000)]);
  if (remakes !== undefined) return searchProviderRetry(context, needs, remakes, signal);
  if (request.service === 'clone') return searchVoice(context, needs, signal);
  const isCandidate = (job: ProviderJob): boolean =>
    (job.createdAtMs ?? Number.MAX_VALUE) >= sinceMs - CLOCK_SKEW_MS;
  // Only a name with another id of ours proves whose job it is. Any other may be what AudioPod made of our
  // name, and a url is sent without a name of ours.
  const carriesName = request.service === 'music' || isUploaded(request);
  const isForeign = ({ inputName }: ProviderJob): boolean =>
    carriesName && inputName !== undefined && namesSomeJob(inputName);
  let skip = 0;
  let mayBeAmongThem = false;
  try {
    using account = await accountOf(needs.accounts, context.job.keyId);
    const source = statusSources(account.audiopod)[request.service];
    // Speech has no list (AudioPod API notes, section 4).
    if (source.jobs === undefined) return { kind: 'untellable' };
    const list = source.jobs.bind(source);
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const jobs = await list({ skip, limit: PAGE }, signal);
      const ours = jobs.find((job) => job.inputName?.includes(id));
      if (ours !== undefined) return { kind: 'found', job: ours };
      mayBeAmongThem ||= jobs.some((job) => isCandidate(job) && !isForeign(job));
      // The list has ended, or is newest first and has reached jobs from before our submission. A short page
      // proves nothing: a service may return fewer than requested.
      const isComplete = jobs.length === 0 || (isNewestFirst(jobs) && !jobs.every(isCandidate));
      if (isComplete) return { kind: mayBeAmongThem ? 'unclear' : 'absent' };
      skip += jobs.length;
    }
  } catch (error) {
    if (context.signal.aborted) throw error;
    context.log.warn({ error }, 'submission-search-failed');
  }
  return { kind: 'unclear' };
}

/**
 * Looks whether AudioPod retried a failed job. One still marked failed was not retried, or failed again; both
 * are free.
 */
async function searchProviderRetry(
  context: JobContext,
  needs: Needs,
  providerId: string,
  signal: AbortSignal,
): Promise<SearchResult> {
  try {
    using account = await accountOf(needs.accounts, context.job.keyId);
    const job = await readProviderJob(account.audiopod, 'music', providerId, signal);
    return job.state === 'failed' ? { kind: 'absent' } : { kind: 'found', job };
  } catch (error) {
    if (context.signal.aborted) throw error;
    if (error instanceof BotError && error.code === 'audiopod-not-found') return { kind: 'absent' };
    context.log.warn({ error }, 'submission-search-failed');
    return { kind: 'unclear' };
  }
}

/**
 * Looks for a voice that names this job. A missing one proves nothing: its description may lack the job's id.
 */
async function searchVoice(context: JobContext, needs: Needs, signal: AbortSignal): Promise<SearchResult> {
  try {
    using account = await accountOf(needs.accounts, context.job.keyId);
    const voices = await account.audiopod.voice.voices(signal);
    const made = voices.find(({ jobId }) => jobId === context.job.id);
    if (made === undefined) return { kind: 'unclear' };
    return { kind: 'found', job: await readProviderJob(account.audiopod, 'clone', made.id, signal) };
  } catch (error) {
    if (context.signal.aborted) throw error;
    context.log.warn({ error }, 'submission-search-failed');
    return { kind: 'unclear' };
  }
}

/** Whether AudioPod received a file of ours, and so a name. */
function isUploaded(request: JobRequest): boolean {
  if (request.service === 'speech') return false;
  return request.source?.kind === 'attachment' || request.source?.kind === 'result';
}

/** Whether the page's own times run newest first; no document states the order of the list. */
function isNewestFirst(jobs: readonly ProviderJob[]): boolean {
  const times = jobs.map((job) => job.createdAtMs ?? Number.NaN);
  const [first = Number.NaN] = times;
  const [last = Number.NaN] = times.slice(-1);
  return first > last && times.every((time, index) => index === 0 || time <= (times[index - 1] ?? time));
}
