import type { Progress } from '../../core/ports/delivery.ts';

/**
 * How far every running job is, where AudioPod says so. In memory only: losing it loses nothing. Words are not
 * kept, since each visitor reads them in their own language from the record.
 */
export interface ProgressBoard {
  put(progress: Progress): void;
  /** 0 to 100. */
  percentOf(jobId: string): number | undefined;
  clear(jobId: string): void;
}

/** An empty board. */
export function createProgressBoard(): ProgressBoard {
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
