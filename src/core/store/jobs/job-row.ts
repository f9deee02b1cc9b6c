import type { Job } from '../../model/job/job.ts';
import { readJobRecord } from './job-record.ts';

/** What is selected to read a job; see {@link readJobRow}. */
export const JOB_ROW = ['id', 'record', 'version', 'dead_at', 'wake_at'] as const;

/** A row with a job's record, and what else tells its state. */
export interface JobRow {
  readonly record: string;
  readonly version: number;
  /** Absent, like the next, where the job is held anyway. */
  readonly dead_at?: number | null;
  readonly wake_at?: number | null;
}

/**
 * Reads a job from its row. One that its member or the bot owner has woken is no longer parked.
 *
 * @throws {BotError} `internal` if its record can't be read.
 */
export function readJobRow({ record, version, dead_at: deadAt = null, wake_at: wakeAt = null }: JobRow): Job {
  const job = readJobRecord(record, version);
  return deadAt !== null && wakeAt === null ? { ...job, isParked: true } : job;
}
