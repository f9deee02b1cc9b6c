import type { Job } from '../../../core/model/job/job.ts';
import type { Locale } from '../../../core/model/locale.ts';
import type { JobQuery } from '../../../core/ports/store.ts';
import { formatAge } from '../../../core/text/format-age.ts';
import { stateText } from '../../../core/text/job-state.ts';
import { askedText } from '../../../core/text/outcome.ts';
import { canSee, TENANT, type Visitor } from '../guard/visitor.ts';
import type { FoundJobView, SearchView } from '../protocol/view.ts';
import { editableLine, fileOfRequest } from './editable-line.ts';

/** What a person looks at; more is narrowed down with another word. */
const MOST_FOUND = 30;
/** Read at a time, so that other requests have their turn in between. */
const PAGE_SIZE = 100;
/** Newest jobs that are searched: reading one takes about a tenth of a millisecond. */
const MOST_SEARCHED = 2_000;

/** The filters of the history: by service, or by how jobs ended. */
export const JOB_FILTERS = ['all', 'music', 'speech', 'stems', 'transcripts', 'failed', 'open'] as const;
export type JobFilter = (typeof JOB_FILTERS)[number];

/** Searches the stored jobs that a visitor may see, newest first: each has all of the words, in any place. */
export async function searchJobs(
  list: (query: JobQuery) => Promise<readonly Job[]>,
  wanted: { readonly query: string; readonly filter: JobFilter },
  { member, locale, nowMs }: Visitor & { readonly nowMs: number },
): Promise<SearchView> {
  const words = normalized(wanted.query).split(' ').filter(Boolean);
  const found: FoundJobView[] = [];
  let before: Job | undefined;
  for (let searched = 0; searched < MOST_SEARCHED; searched += PAGE_SIZE) {
    const page = await list({ tenant: TENANT, limit: PAGE_SIZE, ...(before && { before }) });
    for (const stored of page) {
      const job = inLanguage(stored, locale);
      if (!canSee(job, member) || !passes(job, wanted.filter) || !hasWords(job, words)) continue;
      if (found.length === MOST_FOUND) return { jobs: found, hasMore: true };
      found.push(foundView(job, nowMs));
    }
    before = page.at(-1);
    if (page.length < PAGE_SIZE) return { jobs: found, hasMore: false };
  }
  return { jobs: found, hasMore: true };
}

function passes({ request: { service }, work, delivery }: Job, filter: JobFilter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'failed':
      return work.stage === 'failed' || delivery.state === 'undeliverable';
    case 'open':
      return work.stage !== 'encoded' && work.stage !== 'failed' && work.stage !== 'cancelled';
    case 'transcripts':
      return service === 'transcription' || service === 'diarization';
    default:
      return service === filter;
  }
}

function hasWords(job: Job, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const { id, title, request, work } = job;
  const said = work.stage === 'encoded' ? work.excerpt : undefined;
  const parts = [id, title, askedText(job), editableLine(request, false), fileOfRequest(request)?.name, said];
  const text = normalized([...parts, stateText(job)].filter(Boolean).join(' '));
  return words.every((word) => text.includes(word));
}

function normalized(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}

function foundView(job: Job, nowMs: number): FoundJobView {
  return {
    id: job.id,
    summary: askedText(job),
    status: stateText(job),
    state: outcomeOf(job),
    age: formatAge(job.origin.locale, nowMs - job.createdAtMs),
  };
}

/** Returns a job's state from its record alone: a card knows a moment earlier that something was posted. */
function outcomeOf({ isParked, work, delivery }: Job): FoundJobView['state'] {
  if (isParked) return 'doubt';
  if (work.stage === 'failed' || work.stage === 'cancelled') return work.stage;
  if (work.stage !== 'encoded') return 'running';
  return delivery.state === 'undeliverable' ? 'failed' : 'done';
}

function inLanguage(job: Job, locale: Locale): Job {
  return { ...job, origin: { ...job.origin, locale } };
}
