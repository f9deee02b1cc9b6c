import { html, nothing, type TemplateResult } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import { repeat } from 'lit-html/directives/repeat.js';
import type { JobView, ReplyView } from '../../protocol/view.ts';
import type { Redraw } from '../frame/redraw.ts';
import { createScrollPlace } from '../history/scroll-place.ts';
import type { StoredReplies } from '../history/stored-replies.ts';
import type { Translate } from '../text/strings.ts';
import type { Press } from './action-buttons.ts';
import { jobCard, jobKey } from './job-card.ts';
import { replyCard } from './reply-card.ts';
import type { RequestHandlers } from './request-actions.ts';
import { isOlder, spokenState } from './spoken-state.ts';

/** A card. A changed one is another object, which is how the drawing knows. */
type Entry = { readonly key: string; readonly atMs: number } & (
  | { readonly job: JobView }
  | { readonly line: string; readonly reply: ReplyView }
);

/** Shows jobs and replies, oldest first. */
export interface Timeline {
  view(): TemplateResult;
  /** Adds a job or updates its card. An older state than the one shown is ignored. */
  putJob(job: JobView): void;
  /** Adds jobs in front of what the reader sees, which stays where it is. */
  putEarlier(jobs: readonly JobView[]): void;
  putReply(line: string, reply: ReplyView, isPrivate?: boolean): void;
  removeJob(jobId: string): void;
  removeReply(key: string): void;
  /** Returns the ids of the jobs that have a card. */
  jobIds(): readonly string[];
  /** Returns the jobs that have a card, oldest first. */
  jobs(): readonly JobView[];
  /** Marks that the first page was read. Before that, an empty list means nothing. */
  setLoaded(hasEarlier: boolean): void;
  /** Shows the last entry once the changes so far are drawn: from its beginning, if it is long. */
  showLast(): void;
  /** Shows the card of a job that has one. */
  reveal(jobId: string): void;
}

/** Creates the timeline. `empty` is drawn while it has no entries. */
export function createTimeline(parts: {
  readonly t: Translate;
  readonly press: Press;
  readonly on: RequestHandlers;
  readonly announce: (sentence: string) => void;
  readonly empty: () => TemplateResult;
  /** Drawn below the entries. */
  readonly after: () => unknown;
  readonly onEarlier: () => void;
  readonly replies: StoredReplies;
  readonly redraw: Redraw;
}): Timeline {
  const { t, announce, empty, onEarlier, replies, redraw } = parts;
  const place = createScrollPlace(() => document.querySelector<HTMLElement>('.timeline'));
  const entries: Entry[] = [...replies.all()];
  let hasEarlier = false;
  let isLoaded = false;

  const indexOf = (key: string) => entries.findIndex((entry) => entry.key === key);

  /** Inserts a job in the order of time, before the replies that came after it. */
  function insert(entry: Entry): void {
    const isLater = (one: Entry) => one.atMs > entry.atMs || (one.atMs === entry.atMs && 'reply' in one);
    const at = entries.findIndex(isLater);
    entries.splice(at < 0 ? entries.length : at, 0, entry);
  }

  function remove(key: string): void {
    const at = indexOf(key);
    if (at >= 0) entries.splice(at, 1);
    redraw();
  }

  /** Returns whether anything has changed. */
  function put(job: JobView): boolean {
    const entry = { key: jobKey(job.id), atMs: job.createdAtMs, job };
    const at = indexOf(entry.key);
    const known = entries[at];
    if (known === undefined || !('job' in known)) insert(entry);
    else if (isOlder(job, known.job)) return false;
    else {
      entries[at] = entry;
      const sentence = spokenState(job);
      if (sentence !== spokenState(known.job)) announce(sentence);
    }
    return true;
  }

  function showLast(): void {
    const last = entries.at(-1);
    if (last !== undefined) redraw(() => place.follow(last.key));
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
        ${isLoaded && entries.length > 0 ? parts.after() : nothing}
      </main>
    `,
    putJob(job) {
      const isAtEnd = place.isAtEnd();
      if (!put(job)) return;
      if (isAtEnd) showLast();
      else redraw();
    },
    putEarlier(jobs) {
      const restore = place.hold();
      for (const job of jobs) put(job);
      redraw(restore);
    },
    putReply(line, reply, isPrivate = false) {
      // A reply stands after the last job: the server’s clock and this one may differ.
      const atMs = entries.at(-1)?.atMs ?? 0;
      const entry = { key: replies.nextKey(), atMs, line, reply };
      entries.push(entry);
      if (!isPrivate) replies.add(entry);
      announce(reply.text);
      showLast();
    },
    removeJob: (jobId) => remove(jobKey(jobId)),
    removeReply(key) {
      replies.remove(key);
      remove(key);
    },
    jobs: () => entries.flatMap((entry) => ('job' in entry ? [entry.job] : [])),
    jobIds: () => entries.flatMap((entry) => ('job' in entry ? [entry.job.id] : [])),
    setLoaded(isMore) {
      isLoaded = true;
      hasEarlier = isMore;
      redraw();
    },
    showLast,
    reveal: (jobId) => redraw(() => place.reveal(jobKey(jobId))),
  };
}

function entryView(
  entry: Entry,
  parts: { readonly t: Translate; readonly press: Press; readonly on: RequestHandlers },
): TemplateResult {
  return 'job' in entry ? jobCard(entry.job, parts) : replyCard(entry, parts);
}
