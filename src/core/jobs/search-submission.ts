import type { ProviderJob } from '../audiopod/model.ts';
import type { Run } from './run.ts';

/** Allowed difference between AudioPod's clock and ours. */
const CLOCK_SKEW_MS = 5 * 60_000;
const PAGE = 100;
const MAX_PAGES = 5;

/**
 * What a search for a lost submission can conclude. `absent` only when every job in question was seen and
 * none can be ours; `untellable` when the service has no list (speech) or its list does not say enough.
 */
export type SearchResult =
  | { readonly kind: 'found'; readonly job: ProviderJob }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unclear' }
  | { readonly kind: 'untellable' };

/** Looks for a job submitted at `sinceMs` whose answer was never seen. Only reads. */
export async function searchSubmission(run: Run, sinceMs: number): Promise<SearchResult> {
  const { request, id } = run.job;
  // Speech has no list (AudioPod API notes, section 4); a url travels without a name of ours.
  if (request.service !== 'stems') return { kind: 'untellable' };
  const signal = AbortSignal.any([run.signal, AbortSignal.timeout(60_000)]);
  let allNamed = true;
  try {
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const jobs = await run.audiopod.stems.jobs({ skip: page * PAGE, limit: PAGE }, signal);
      const ours = jobs.find((job) => job.inputName?.includes(id));
      if (ours !== undefined) return { kind: 'found', job: ours };
      const recent = jobs.filter((job) => (job.createdAtMs ?? Number.MAX_VALUE) >= sinceMs - CLOCK_SKEW_MS);
      allNamed &&= request.source.kind === 'attachment' && recent.every((job) => job.inputName !== undefined);
      // Newest first: a page that reaches back before our submission has shown everything in question.
      const isComplete = jobs.length < PAGE || recent.length < jobs.length;
      if (isComplete) return { kind: recent.length === 0 || allNamed ? 'absent' : 'unclear' };
    }
  } catch (error) {
    if (run.signal.aborted) throw error;
    run.log.warn({ error }, 'submission-search-failed');
  }
  return { kind: 'unclear' };
}
