import type { JobView, ReplyView } from '../view.ts';
import { type Press, replyCard } from './answer-card.ts';
import { el } from './dom.ts';
import { createJobCard, type JobCard } from './job-card.ts';
import type { Say } from './words.ts';

/** How near to the end a reader must be to be taken along when something is added. */
const NEAR_END_PX = 160;

/** The conversation, oldest first. */
export interface Timeline {
  readonly element: HTMLElement;
  /** Adds a job or brings its card up to date. */
  putJob(job: JobView): void;
  putReply(line: string, reply: ReplyView): void;
  removeJob(jobId: string): void;
  /** The jobs that have a card. */
  jobIds(): readonly string[];
  showEarlierButton(isShown: boolean): void;
  /** Called once the first page was read; before that, an empty list means nothing. */
  showEmptyIfNothing(): void;
  scrollToEnd(): void;
}

/** Builds the conversation. */
export function createTimeline(parts: {
  readonly say: Say;
  readonly press: Press;
  readonly announce: (sentence: string) => void;
  readonly empty: HTMLElement;
  readonly onEarlier: () => void;
}): Timeline {
  const { say, press, announce, empty } = parts;
  const list = el('ol', { class: 'timeline', 'aria-label': say('timeline.label') });
  const earlier = el('button', { type: 'button', class: 'button timeline-earlier' }, say('timeline.earlier'));
  earlier.hidden = true;
  earlier.addEventListener('click', parts.onEarlier);
  const cards = new Map<string, JobCard>();

  const isNearEnd = () => innerHeight + scrollY >= document.documentElement.scrollHeight - NEAR_END_PX;

  function scrollToEnd(): void {
    scrollTo({ top: document.documentElement.scrollHeight });
  }

  function changed(wasNearEnd: boolean): void {
    if (list.children.length > 0) empty.hidden = true;
    if (wasNearEnd) scrollToEnd();
  }

  /** Jobs stand in the order they were asked, wherever updates come from; replies stay where they were put. */
  function insert(card: JobCard): void {
    const later = [...cards.values()]
      .filter((other) => other.createdAtMs > card.createdAtMs)
      .sort((a, b) => a.createdAtMs - b.createdAtMs)[0];
    list.insertBefore(card.element, later?.element ?? null);
  }

  function removeJob(jobId: string): void {
    cards.get(jobId)?.element.remove();
    cards.delete(jobId);
    changed(false);
  }

  return {
    element: el('main', { class: 'main' }, earlier, empty, list),
    scrollToEnd,
    removeJob,
    putJob(job) {
      const wasNearEnd = isNearEnd();
      const known = cards.get(job.id);
      if (known === undefined) {
        const card = createJobCard(job, { say, press, announce });
        insert(card);
        cards.set(job.id, card);
      } else {
        known.update(job);
      }
      changed(wasNearEnd);
    },
    putReply(line, reply) {
      list.append(replyCard(line, reply, say, press));
      announce(reply.text);
      changed(true);
    },
    jobIds: () => [...cards.keys()],
    showEmptyIfNothing() {
      empty.hidden = list.children.length > 0;
    },
    showEarlierButton(isShown) {
      earlier.hidden = !isShown;
    },
  };
}
