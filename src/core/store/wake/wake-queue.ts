import type { Wake } from '../../ports/wake.ts';
import type { Database } from '../database/schema.ts';

/** A {@link Wake} that the store feeds. */
export interface WakeQueue extends Wake {
  /**
   * Has a process hear of the job in `inMs`: immediately if that is not positive.
   *
   * A duration and not a moment, because the processes' clocks differ from the database's. A later call for the
   * same job may replace the earlier one or stand beside it.
   *
   * @param db the transaction that makes the job due, or the database. A hint that comes before the commit finds
   *   nothing, and one that is rolled back must not come at all.
   * @param process the only one to hear of it, and at once. If that process is gone, nobody does before the next
   *   sweep.
   */
  at(db: Database, jobId: string, inMs: number, process?: string): Promise<void>;
  /** Ends it, also for jobs that become due. */
  close(): Promise<void>;
}
