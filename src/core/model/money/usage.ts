import type { MicroDollars } from './money.ts';

/** How many days back members can look at what was spent on each. */
export const MAX_USAGE_DAYS = 90;

/** How much was spent, and on how many jobs. */
export interface Spent {
  /** Released jobs are left out. */
  readonly jobs: number;
  readonly spent: MicroDollars;
  /** Reserved for unfinished jobs and unconfirmed charges. */
  readonly held: MicroDollars;
  /** How much jobs cost beyond what was reserved for them; part of `spent`. */
  readonly overshoot: MicroDollars;
}

/** What one member spent on one service on one day. */
export interface UsageRow extends Spent {
  /** The ledger's day, such as `2026-11-23`. */
  readonly day: string;
  /** Empty for spending from before services were recorded. */
  readonly service: string;
  readonly member: string;
}

/** The tenant and days to add up, both ends included. */
export interface UsageQuery {
  readonly tenant: string;
  readonly fromDay: string;
  readonly toDay: string;
}
