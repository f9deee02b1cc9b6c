import type { Job } from '../model/job/job.ts';
import type { Reservation } from '../model/money/ledger.ts';

/** A job that nothing works on any more, because every run of it failed. */
export interface DeadJob {
  readonly id: string;
  readonly tenant: string;
  readonly member: string;
  readonly platform: string;
  readonly stage: string;
  readonly createdAtMs: number;
  readonly deadAtMs: number;
  /** What the last run failed with; no text of a person. */
  readonly reason: string;
  /** How many runs in a row failed. */
  readonly attempts: number;
  /** Its record; absent if it can't be read. */
  readonly job?: Job;
  /** The money that is still held for it, or in doubt. */
  readonly open: readonly Reservation[];
}

/** Finds and ends what the engine has put aside. */
export interface DeadJobs {
  count(): Promise<number>;
  /** Lists the longest dead first. */
  list(limit: number): Promise<readonly DeadJob[]>;
  find(id: string): Promise<DeadJob | undefined>;
  /**
   * Takes up to `limit` dead jobs whose members were not told yet, the longest waiting first. They aren't taken again
   * for `restMs`, by this process or another.
   */
  takeUntold(limit: number, restMs: number): Promise<readonly DeadJob[]>;
  /** Has the member of a dead job told after a pause, unless it was replayed since; `undefined` for never. */
  tellAgain(dead: Pick<DeadJob, 'id' | 'deadAtMs'>, pauseMs: number | undefined): Promise<void>;
  /** Makes a dead job one that is worked on again, once it is woken. */
  revive(id: string): Promise<void>;
  /** Ends a dead job whose record can't be read: nothing works on it again, and it's removed with its age. */
  bury(id: string, nowMs: number): Promise<void>;
}
