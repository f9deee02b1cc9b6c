import type { Progress } from '../../core/jobs/courier.ts';

/** The latest progress of every running job. In memory only: losing it loses nothing. */
export interface ProgressBoard {
  put(progress: Progress): void;
  of(jobId: string): Progress | undefined;
  clear(jobId: string): void;
}

/** An empty board. */
export function createProgressBoard(): ProgressBoard {
  const latest = new Map<string, Progress>();
  return {
    put: (progress) => void latest.set(progress.jobId, progress),
    of: (jobId) => latest.get(jobId),
    clear: (jobId) => void latest.delete(jobId),
  };
}
