import type { Progress } from '../../../core/ports/delivery.ts';

/** How far a job is. */
interface Reached {
  /** 0 to 100. */
  readonly percent: number | undefined;
  readonly secondsLeft: number | undefined;
}

/**
 * Keeps how far each running job is, as far as that's known: its percentage, and how long it takes yet. In memory only:
 * losing it loses nothing. Text is not kept, because each visitor reads it in their own language from the record.
 */
export interface JobProgress {
  put(progress: Progress): void;
  of(jobId: string): Reached;
  clear(jobId: string): void;
}

/** Creates the store without any progress. */
export function createJobProgress(): JobProgress {
  const latest = new Map<string, Reached>();
  return {
    put({ jobId, percent, secondsLeft }) {
      if (percent === undefined && secondsLeft === undefined) latest.delete(jobId);
      else latest.set(jobId, { percent, secondsLeft });
    },
    of: (jobId) => latest.get(jobId) ?? { percent: undefined, secondsLeft: undefined },
    clear: (jobId) => void latest.delete(jobId),
  };
}
