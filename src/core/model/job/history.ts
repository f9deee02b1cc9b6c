import type { Job } from './job.ts';

/** One line of a job's short history: which state changed to what. */
export interface HistoryEntry {
  readonly atMs: number;
  readonly event: string;
}

/** A history keeps its first 10 and latest 50 lines. */
const HISTORY_LIMIT = 60;

/** Returns what every change of a record changes too: the time and a history line. */
export function stamp(
  history: Job['history'],
  event: string,
  nowMs: number,
): Pick<Job, 'history' | 'updatedAtMs'> {
  const longer: readonly HistoryEntry[] = [...history, { atMs: nowMs, event }];
  const kept = longer.length <= HISTORY_LIMIT ? longer : [...longer.slice(0, 10), ...longer.slice(-50)];
  return { updatedAtMs: nowMs, history: kept };
}
