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
