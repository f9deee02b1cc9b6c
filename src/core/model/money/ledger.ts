import type { Service } from '../service.ts';
import type { ScopeLimit, ScopeTotals } from './counter.ts';
import type { MicroDollars } from './money.ts';
import type { UsageQuery, UsageRow } from './usage.ts';

/** Money reserved for one job. */
export interface Reservation {
  readonly id: string;
  readonly jobId: string;
  readonly amount: MicroDollars;
  readonly state: 'held' | 'in-doubt' | 'settled' | 'released';
  readonly createdAtMs: number;
}

/**
 * How much to reserve: an amount that the job surely does not exceed; or, where its cost is unknown, all that every
 * limit leaves, up to `upTo` (`null`: as much as there is) and not less than `least`.
 */
export type ReserveAmount =
  | MicroDollars
  | { readonly upTo: MicroDollars | null; readonly least: MicroDollars };

/** Whose money it is, and what for. */
export interface Spending {
  readonly tenant: string;
  readonly member: string;
  readonly service: Service;
  /** The tenant's own AudioPod key that pays; left out for the operator's. */
  readonly keyId?: string | undefined;
}

/** What to reserve, and under which limits. */
export interface ReserveOrder {
  readonly id: string;
  readonly jobId: string;
  readonly for: Spending;
  readonly amount: ReserveAmount;
  readonly scopes: readonly ScopeLimit[];
  readonly nowMs: number;
}

/** What AudioPod charged the operator's key, as far as jobs were settled. */
export interface Charged {
  readonly amount: MicroDollars;
  readonly jobs: number;
}

/**
 * Records who spends what. Every method runs inside the transaction of the store it was taken from, so money and
 * job records change together. `held` counts against every scope exactly like `spent`.
 */
export interface Ledger {
  /**
   * Reserves the amount under every scope, or under none.
   *
   * @returns how much was reserved.
   * @throws {BotError} `limit-reached` with scope, limit, left, needed, resetsAtMs, zone and raisedBy of the first scope
   *   that refused. The surrounding transaction must then be rolled back.
   */
  reserve(order: ReserveOrder): Promise<MicroDollars>;
  /** Turns what is reserved into what was spent. Settling twice is an error; the first figure stands. */
  settle(id: string, spent: MicroDollars, basis: SettlementBasis, nowMs: number): Promise<void>;
  /** Releases what is reserved. */
  release(id: string, nowMs: number): Promise<void>;
  /** Marks the charge as unconfirmed; the amount stays reserved. */
  doubt(id: string, nowMs: number): Promise<void>;
  /** Reads the counters of the given scopes as they are now. */
  totals(scopes: readonly ScopeLimit[]): Promise<readonly ScopeTotals[]>;
  /**
   * Adds up what jobs on the operator's key were settled with from one moment to before another. What was written off
   * is left out: whether AudioPod charged it is unknown.
   */
  charged(fromMs: number, toMs: number): Promise<Charged>;
  /** Adds up what a tenant spent and has reserved, for each day, service and member. In no particular order. */
  usage(query: UsageQuery): Promise<readonly UsageRow[]>;
  /** Lists the reservations still held or in doubt, oldest first. */
  open(): Promise<readonly Reservation[]>;
}

/** Where the figure of a settlement comes from. */
export type SettlementBasis = 'credits' | 'measured-duration' | 'quote' | 'written-off';
