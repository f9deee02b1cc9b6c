import type { SettlementBasis } from '../jobs/job.ts';
import type { MicroDollars } from './money.ts';

/** The limits one reservation has to fit under, in the fixed order in which they are taken. */
export const SCOPES = ['operator-month', 'operator-day', 'tenant-month', 'tenant-day', 'member-day'] as const;
export type ScopeName = (typeof SCOPES)[number];

/** One counter of the ledger and the limit over it. */
export interface ScopeLimit {
  readonly scope: ScopeName;
  /** Whose counter it is: `operator`, a tenant, or a member within a tenant. */
  readonly subject: string;
  /** The calendar period, `2026-11` or `2026-11-23`. */
  readonly period: string;
  /** `null`: counted, never refused. */
  readonly limit: MicroDollars | null;
  /** When the period ends. */
  readonly resetsAtMs: number;
}

/** How full one scope is. What is left is `limit - held - spent`, never below zero. */
export interface ScopeTotals extends ScopeLimit {
  readonly held: MicroDollars;
  readonly spent: MicroDollars;
}

/** Money set aside for one job. */
export interface Reservation {
  readonly id: string;
  readonly jobId: string;
  readonly amount: MicroDollars;
  readonly state: 'held' | 'in-doubt' | 'settled' | 'released';
  readonly createdAtMs: number;
}

/** What to set aside, and under which limits. */
export interface ReserveOrder {
  readonly id: string;
  readonly jobId: string;
  readonly amount: MicroDollars;
  readonly scopes: readonly ScopeLimit[];
  readonly nowMs: number;
}

/**
 * Who spends what. Every method runs inside the transaction of the store it was taken from, so money and
 * job records change together. `held` counts against every scope exactly like `spent`.
 */
export interface Ledger {
  /**
   * Takes the amount from every scope, or from none.
   *
   * @throws {BotError} `limit-reached` with scope, limit, left, needed and resetsAt of the first scope that
   *   refused. The surrounding transaction must then be rolled back.
   */
  reserve(order: ReserveOrder): Promise<void>;
  /** Turns what is held into what was spent. Settling twice is an error; the first figure stands. */
  settle(id: string, spent: MicroDollars, basis: SettlementBasis, nowMs: number): Promise<void>;
  /** Gives back what is held. */
  release(id: string, nowMs: number): Promise<void>;
  /** Marks that nobody knows; the amount stays held. */
  doubt(id: string, nowMs: number): Promise<void>;
  /** The counters of the given scopes as they are now. */
  totals(scopes: readonly ScopeLimit[]): Promise<readonly ScopeTotals[]>;
  /** Reservations still held or in doubt, oldest first. */
  open(): Promise<readonly Reservation[]>;
}
