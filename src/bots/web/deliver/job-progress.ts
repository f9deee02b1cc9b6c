import type { Progress } from '../../../core/ports/delivery.ts';

/**
 * Keeps the percentage of each running job that AudioPod reports one for. In memory only: losing it loses
 * nothing. Text is not kept, because each visitor reads it in their own language from the record.
 */
export interface JobProgress {
  put(progress: Progress): void;
  /** 0 to 100. */
  percentOf(jobId: string): number | undefined;
  clear(jobId: string): void;
}

/** Creates the store without any progress. */
export function createJobProgress(): JobProgress {
  const latest = new Map<string, number>();
  return {
    put({ jobId, percent }) {
      if (percent === undefined) latest.delete(jobId);
      else latest.set(jobId, percent);
    },
    percentOf: (jobId) => latest.get(jobId),
    clear: (jobId) => void latest.delete(jobId),
  };
}
