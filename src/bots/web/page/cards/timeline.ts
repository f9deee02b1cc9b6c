import { html, nothing, type TemplateResult } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import { repeat } from 'lit-html/directives/repeat.js';
import type { JobView, ReplyView } from '../../protocol/view.ts';
import type { Redraw } from '../frame/redraw.ts';
import type { Translate } from '../text/strings.ts';
import type { Press } from './action-buttons.ts';
import { jobCard } from './job-card.ts';
import { replyCard } from './reply-card.ts';

/** How near to the end a reader must be for the page to follow what is added. */
const NEAR_END_PX = 160;

/** A card. A changed one is another object, which is how the drawing knows. */
type Entry =
  | { readonly key: string; readonly job: JobView }
  | { readonly key: string; readonly line: string; readonly reply: ReplyView };

/** Shows jobs and replies, oldest first. */
export interface Timeline {
  view(): TemplateResult;
  /** Adds a job or updates its card. An older state than the one shown is ignored. */
  putJob(job: JobView): void;
  putReply(line: string, reply: ReplyView): void;
  removeJob(jobId: string): void;
  /** Returns the ids of the jobs that have a card. */
  jobIds(): readonly string[];
  /** Returns the jobs that have a card, oldest first. */
  jobs(): readonly JobView[];
  /** Marks that the first page was read. Before that, an empty list means nothing. */
  setLoaded(hasEarlier: boolean): void;
  /** Scrolls to the end once the changes so far are drawn. */
  scrollToEnd(): void;
}

/** Creates the timeline. `empty` is drawn while it has no entries. */
export function createTimeline(parts: {
  readonly t: Translate;
  readonly press: Press;
  readonly announce: (sentence: string) => void;
  readonly empty: () => TemplateResult;
  readonly onEarlier: () => void;
  readonly redraw: Redraw;
}): Timeline {
  const { t, announce, empty, onEarlier, redraw } = parts;
  const entries: Entry[] = [];
  let replies = 0;
  let hasEarlier = false;
  let isLoaded = false;

  const indexOf = (jobId: string) => entries.findIndex((entry) => 'job' in entry && entry.job.id === jobId);

  /** Returns where a new job goes: jobs stand in the order they were started, replies stay where they were put. */
  function indexFor({ createdAtMs }: JobView): number {
    const at = entries.findIndex((entry) => 'job' in entry && entry.job.createdAtMs > createdAtMs);
    return at < 0 ? entries.length : at;
  }

  function redrawFollowing(): void {
    redraw(isNearEnd() ? scrollToEnd : undefined);
  }

  return {
    view: () => html`
      <main class="main">
        <button type="button" class="button timeline-earlier" ?hidden=${!hasEarlier} @click=${onEarlier}>
          ${t('timeline.earlier')}
        </button>
        ${isLoaded && entries.length === 0 ? empty() : nothing}
        <ol class="timeline" aria-label=${t('timeline.label')}>${repeat(
          entries,
          ({ key }) => key,
          (entry) => guard([entry], () => entryView(entry, parts)),
        )}</ol>
      </main>
    `,
    putJob(job) {
      const at = indexOf(job.id);
      const known = entries[at];
      const entry = { key: `job ${job.id}`, job };
      if (known === undefined || !('job' in known)) entries.splice(indexFor(job), 0, entry);
      else if (isOlder(job, known.job)) return;
      else {
        entries[at] = entry;
        const sentence = spokenState(job);
        if (sentence !== spokenState(known.job)) announce(sentence);
      }
      redrawFollowing();
    },
    putReply(line, reply) {
      replies += 1;
      entries.push({ key: `reply ${replies}`, line, reply });
      announce(reply.text);
      redraw(scrollToEnd);
    },
    removeJob(jobId) {
      const at = indexOf(jobId);
      if (at >= 0) entries.splice(at, 1);
      redraw();
    },
    jobs: () => entries.flatMap((entry) => ('job' in entry ? [entry.job] : [])),
    jobIds: () => entries.flatMap((entry) => ('job' in entry ? [entry.job.id] : [])),
    setLoaded(isMore) {
      isLoaded = true;
      hasEarlier = isMore;
      redraw();
    },
    scrollToEnd: () => redraw(scrollToEnd),
  };
}

function entryView(entry: Entry, parts: { readonly t: Translate; readonly press: Press }): TemplateResult {
  return 'job' in entry ? jobCard(entry.job, parts) : replyCard(entry.line, entry.reply, parts);
}

/** Returns what a screen reader announces: stages without the percentage, which changes too often. */
function spokenState({ title, status }: JobView): string {
  return `${title}: ${status.replace(/\s?\d{1,3}\s?%/, '')}`;
}

/** Whether a state is older: responses and events use different connections and may arrive out of order. */
function isOlder(job: JobView, shown: JobView): boolean {
  return (
    job.version < shown.version || (job.version === shown.version && job.posts.length < shown.posts.length)
  );
}

function isNearEnd(): boolean {
  return innerHeight + scrollY >= document.documentElement.scrollHeight - NEAR_END_PX;
}

function scrollToEnd(): void {
  scrollTo({ top: document.documentElement.scrollHeight });
}
