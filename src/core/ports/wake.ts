/** What takes jobs in this process. */
export interface Taker {
  /** What this process holds its jobs by at present; see `Processes`. */
  id(): string;
  /** Returns how many more jobs this process can begin now. Hints beyond that belong to other processes. */
  room(): number;
  /**
   * Takes the named job if it is due and free, or whatever is due if none is named, and begins it. Resolves once
   * it was taken or left alone; never rejects.
   */
  due(jobId?: string): Promise<void>;
}

/**
 * Hears that jobs are due.
 *
 * What it hears is a hint: the job table alone decides whether a job is due, and who gets it. A hint may be lost,
 * because every process looks for itself now and then; it may come twice, early, or for a job that is held or due
 * later by now, because the taker checks. A moment that was put off leaves a hint behind that finds nothing.
 *
 * The store itself gives the hints, in the transaction that makes a job due; see `WakeQueue` in core/store.
 */
export interface Wake {
  /** Starts to pass hints on. One hint reaches one process. */
  start(taker: Taker): Promise<void>;
  /**
   * Has some process hear of every job that is or soon will be due and that nobody holds: after a crash, a lost
   * notification, a moment that was far off. One process does it for all, every now and then.
   */
  sweep(): Promise<void>;
  /** Resolves when no more hints are passed on, and everything it used is released. */
  stop(): Promise<void>;
}
