import type { Clock } from '../async/clock.ts';
import type { ProviderJob } from '../model/job/provider-job.ts';
import type { Log } from '../ports/log.ts';
import type { JobEvents } from './job-events.ts';
import type { LearnedDurations } from './learned-durations.ts';
import { measuredDuration } from './measured-duration.ts';
import type { ReadFailure } from './read-failure.ts';
import {
  isNews,
  isTerminal,
  planAfterFailure,
  planAfterLook,
  planAfterMissing,
  planAfterRefusal,
  planNow,
} from './watched-job.ts';
import { keyOf, type Watch, type Watches } from './watches.ts';

/** Applies the results of reads to their watches. A watch that was ended is never called. */
export interface Answers {
  /** AudioPod returned the job. `atMs` is when the request was sent. */
  seen(watch: Watch, answer: ProviderJob, atMs: number): void;
  /** The job could not be read. */
  failed(watch: Watch, failure: ReadFailure): void;
  /** AudioPod rejects the key, so none of its jobs can be read. */
  refused(): void;
  /** The list is not enough for this job: it is read individually, immediately and from now on. */
  unlisted(watch: Watch): void;
}

/** After this many "not found" in a row, a job is gone. A single one may come from AudioPod's cache. */
const MOST_MISSING = 3;
/** A single rejection may be a mistake. The next one comes a minute later, because reads pause that long. */
const REFUSAL_CERTAIN_AFTER_MS = 30_000;

/** Applies responses to watches and calls their listeners. */
export function createAnswers(parts: {
  readonly watches: Watches;
  readonly durations: LearnedDurations;
  readonly events: JobEvents;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly signal: AbortSignal;
}): Answers {
  const { watches, durations, events, clock, random, log, signal } = parts;

  function isWanted(watch: Watch): boolean {
    return !signal.aborted && watches.has(watch);
  }

  function tell(watch: Watch, call: () => void): void {
    try {
      call();
    } catch (error) {
      // One listener's error must not end all other watches.
      log.error({ error, service: watch.job.order.service }, 'watch-listener-failed');
    }
  }

  function refuse(watch: Watch): void {
    const nowMs = clock.now();
    watch.refusedSinceMs ??= nowMs;
    // Concurrent reads are rejected together and count once.
    if (watch.job.dueAtMs > nowMs) return;
    watch.job = planAfterRefusal(watch.job, nowMs, random);
    if (nowMs - watch.refusedSinceMs >= REFUSAL_CERTAIN_AFTER_MS) tell(watch, watch.onRefused);
  }

  return {
    seen(watch, answer, atMs) {
      if (!isWanted(watch)) return;
      // A listener that was notified of a rejection must be notified when it is over.
      const news = isNews(watch.job, answer) || watch.refusedSinceMs !== undefined;
      watch.refusedSinceMs = undefined;
      if (isTerminal(answer.state)) {
        watches.remove(watch);
        events.ended(keyOf(watch), watch.announced);
        const sample = measuredDuration(watch.job, answer, atMs);
        if (sample !== undefined) durations.learn(watch.job.order.service, sample);
      } else {
        watch.job = planAfterLook(
          watch.job,
          answer,
          atMs,
          watches.all().length,
          random,
          events.areReliable(),
        );
      }
      if (news) tell(watch, () => watch.onSeen(answer));
    },
    failed(watch, failure) {
      if (!isWanted(watch)) return;
      if (failure.kind === 'failed') watch.job = planAfterFailure(watch.job, clock.now(), random);
      if (failure.kind === 'forbidden') refuse(watch);
      // A pause applies to the whole key; the job itself stays due.
      if (failure.kind !== 'missing') return;
      watch.job = planAfterMissing(watch.job, clock.now(), random);
      if (watch.job.missing < MOST_MISSING) return;
      watches.remove(watch);
      tell(watch, watch.onGone);
    },
    refused() {
      if (!signal.aborted) for (const watch of watches.all()) refuse(watch);
    },
    unlisted(watch) {
      watch.unlisted = true;
      watch.job = planNow(watch.job, clock.now());
    },
  };
}
