/** A calendar period in UTC, as the ledger counts by. */
export interface Period {
  /** `2026-11` for a month, `2026-11-23` for a day. */
  readonly name: string;
  /** When the next one begins, in milliseconds since the epoch. */
  readonly endsAtMs: number;
}

/** The UTC month that a moment lies in. */
export function monthOf(nowMs: number): Period {
  const now = new Date(nowMs);
  return {
    name: now.toISOString().slice(0, 'YYYY-MM'.length),
    endsAtMs: Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1),
  };
}

/** The UTC day that a moment lies in. */
export function dayOf(nowMs: number): Period {
  const now = new Date(nowMs);
  return {
    name: now.toISOString().slice(0, 'YYYY-MM-DD'.length),
    endsAtMs: Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1),
  };
}
