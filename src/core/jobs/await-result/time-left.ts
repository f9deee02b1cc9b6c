import type { Clock } from '../../async/clock.ts';
import type { Job, Submission } from '../../model/job/job.ts';
import { partsToSpeak } from '../../model/job/speech-text.ts';
import { roundWait } from '../../text/format-length.ts';
import type { Expectation } from '../../watcher/learned-durations.ts';

/** Of what takes less, nobody needs to know how long it takes. */
const WORTH_SAYING_MS = 20_000;

/** How long a job probably takes yet. */
export interface TimeLeft {
  /** In seconds, rounded up; `undefined` if nobody knows, or if it takes longer than that. */
  seconds(): number | undefined;
  /** Calls back each time the rounded seconds change, until none are left. Resolves then, or once the signal aborts. */
  follow(onChange: () => void, signal: AbortSignal): Promise<void>;
}

/**
 * Tells how long a submission takes yet, by the latest end that was learned. It says nothing until enough jobs
 * ended, of a text that is spoken in several parts, and once that end has passed.
 */
export function timeLeftOf(
  job: Job,
  { submittedAtMs }: Submission,
  { opensMs, closesMs }: Expectation,
  clock: Clock,
): TimeLeft {
  const isLearned = closesMs > opensMs && closesMs >= WORTH_SAYING_MS && partsToSpeak(job).length <= 1;
  const leftMs = (): number => (isLearned ? submittedAtMs + closesMs - clock.now() : 0);
  return {
    seconds() {
      const left = leftMs();
      return left <= 0 ? undefined : roundWait(left);
    },
    async follow(onChange, signal) {
      for (let left = leftMs(); left > 0 && !signal.aborted; left = leftMs()) {
        onChange();
        // Until the rounded time is one step less; roundWait(left) - step is the next one told.
        const tellsNextMs = nextToldMs(left);
        await clock.sleep(left - tellsNextMs, signal).catch(() => undefined);
      }
      if (isLearned && !signal.aborted) onChange();
    },
  };
}

/** Returns the longest time left that is told differently. */
function nextToldMs(leftMs: number): number {
  const toldMs = roundWait(leftMs) * 1_000;
  const step = toldMs > 60_000 ? 60_000 : 20_000;
  return toldMs - step;
}
