import type { Clock } from '../../async/clock.ts';
import type { Job, Submission } from '../../model/job/job.ts';
import { partsToSpeak } from '../../model/job/speech-text.ts';
import type { Expectation } from '../../watcher/learned-durations.ts';

const MINUTE_MS = 60_000;
/** Of what takes less, nobody needs to know how long it takes. */
const WORTH_SAYING_MS = 20_000;

/** How long a job probably takes yet. */
export interface TimeLeft {
  /** In minutes, rounded up; 0 is less than one. `undefined` if nobody knows, or if it takes longer than that. */
  minutes(): number | undefined;
  /** Calls back each time the minutes change, until none are left. Resolves then, or once the signal aborts. */
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
    minutes() {
      const left = leftMs();
      if (left <= 0) return undefined;
      return left < MINUTE_MS ? 0 : Math.ceil(left / MINUTE_MS);
    },
    async follow(onChange, signal) {
      for (let left = leftMs(); left > 0 && !signal.aborted; left = leftMs()) {
        onChange();
        await clock.sleep(left % MINUTE_MS || MINUTE_MS, signal).catch(() => undefined);
      }
      if (isLearned && !signal.aborted) onChange();
    },
  };
}
