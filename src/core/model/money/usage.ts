import type { MicroDollars } from './money.ts';
/** How much was spent, and on how many jobs. */
export interface Spent {
  /** Those that were given back are left out. */
  readonly jobs: number;
  readonly spent: MicroDollars;
  /** Set aside for jobs that are not over, or in doubt. */
  readonly held: MicroDollars;
  /** By how much jobs cost more than was set aside for them; part of `spent`. */
  readonly overshoot: MicroDollars;
}

/** What one member spent on one service on one day. */
export interface UsageRow extends Spent {
  /** The day that the ledger counts it in, such as `2026-11-23`. */
  readonly day: string;
  /** Empty for what was spent before services were written down. */
  readonly service: string;
  readonly member: string;
}

/** Which days of which tenant to add up, both ends included. */
export interface UsageQuery {
  readonly tenant: string;
  readonly fromDay: string;
  readonly toDay: string;
}
