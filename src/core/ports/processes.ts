/**
 * The processes that work on jobs of this database. Whether one is alive is judged by the database's clock. An
 * embedded database has one process, and needs none of this.
 */
export interface Processes {
  /**
   * Counts the process as alive for `aliveMs` from now.
   *
   * @returns `false` if it was declared dead: whatever it held is free, and it must enter under another id.
   */
  renew(id: string, aliveMs: number): Promise<boolean>;
  /** Enters a process. */
  enter(id: string, aliveMs: number): Promise<void>;
  /** Removes the process, and frees what it still holds. */
  leave(id: string): Promise<void>;
  /** Declares dead every process that was not renewed in time, and frees their jobs. Returns how many died. */
  reap(): Promise<number>;
}

/** What the time was when a process last looked, so that the next one notices a jump in between. */
export interface ClockReading {
  readonly seenAtMs: number;
  /** Until when nothing may be removed or written off for its age; absent while the time is sure. */
  readonly unsureUntilMs?: number;
}

/** The time of all processes of one database, and what was last read of it. */
export interface ClockReadings {
  /** Returns the present by the clock that judges when jobs are due. */
  now(): Promise<number>;
  /** Returns the last reading; `undefined` in a new database. */
  last(): Promise<ClockReading | undefined>;
  note(reading: ClockReading): Promise<void>;
}
