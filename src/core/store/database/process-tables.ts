/** One row per process that works on jobs. Its moments are the database's. */
interface ProcessesTable {
  id: string;
  started_at: number;
  /** Until when it counts as alive without a further sign. */
  alive_until: number;
}

/** The one row `last`: what the time was when a process last looked. */
interface ClockReadingsTable {
  id: string;
  seen_at: number;
  /** Until when nothing is removed or written off for its age; null while the time is sure. */
  unsure_until: number | null;
}

/** Which process watches the jobs of an AudioPod key. */
interface WatchHoldsTable {
  /** A tenant's own key, or `operator`. */
  key_id: string;
  /** The process; null once it gave the key up. */
  held_by: string | null;
  /** When its read budget is full again; null while it is used. */
  reads_full_at: number | null;
}

/** When a duty of all processes was last done, by one of them. */
interface DutiesTable {
  name: string;
  done_at: number;
}

/** The tables by which processes know of each other. Their moments are the database's. */
export interface ProcessTables {
  processes: ProcessesTable;
  clock_readings: ClockReadingsTable;
  watch_holds: WatchHoldsTable;
  duties: DutiesTable;
}
