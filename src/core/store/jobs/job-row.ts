import type { Job } from '../../model/job/job.ts';
import type { Sealing } from '../../seal/sealing.ts';
import { formatOf, OWN_FORMAT, readJobRecord, writeJobRecord } from './job-record.ts';

/** What is selected to read a job; see {@link readJobRow}. */
export const JOB_ROW = ['id', 'record', 'version', 'dead_at', 'wake_at'] as const;

/** A row with a job's record, and what else tells its state. */
export interface JobRow {
  readonly id: string;
  readonly record: string;
  readonly version: number;
  /** Absent, like the next, where the job is held anyway. */
  readonly dead_at?: number | null;
  readonly wake_at?: number | null;
}

/**
 * Reads a job from its row. One that its member or the bot owner has woken is no longer parked.
 *
 * @throws {BotError} `sealed-unreadable` if its record can't be decrypted, `internal` if it can't be read.
 */
export function readJobRow(
  { id, record, version, dead_at: deadAt = null, wake_at: wakeAt = null }: JobRow,
  sealing: Sealing,
): Job {
  const job = readJobRecord(sealing.open(record, jobIdentity(id)), version);
  return deadAt !== null && wakeAt === null ? { ...job, isParked: true } : job;
}

/** Returns the columns that hold a job's record. */
export function recordColumns(
  job: Job,
  sealing: Sealing,
): { readonly format: number; readonly record: string } {
  return {
    format: sealing.isOn ? OWN_FORMAT : formatOf(job),
    record: sealing.seal(writeJobRecord(job), jobIdentity(job.id)),
  };
}

/** Returns what the record of a job is bound to. */
export function jobIdentity(id: string): string {
  return `job:${id}`;
}
