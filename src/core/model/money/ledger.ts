import type { Service } from '../service.ts';
import type { MicroDollars } from './money.ts';
import type { UsageQuery, UsageRow } from './usage.ts';

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
  /** The IANA name of the time zone that it ends in, in which people are told when. */
  readonly zone: string;
  /** Who can raise the limit: an owner of the bot, or an admin of the tenant. */
  readonly raisedBy: 'owner' | 'admin';
}

/** How full one scope is. */
export interface ScopeTotals extends ScopeLimit {
  readonly held: MicroDollars;
  readonly spent: MicroDollars;
  /** By how much jobs cost more than was set aside for them; part of `spent`. */
  readonly overshoot: MicroDollars;
  /** What an earlier period went over its limit by; counts like `spent`, and is no part of it. */
  readonly debt: MicroDollars;
}

/** Money set aside for one job. */
export interface Reservation {
  readonly id: string;
  readonly jobId: string;
  readonly amount: MicroDollars;
  readonly state: 'held' | 'in-doubt' | 'settled' | 'released';
  readonly createdAtMs: number;
}

/**
 * How much to set aside: an amount that the job surely does not exceed; or, where nobody knows what it will cost, all
 * that every limit leaves, up to `upTo` (`null`: as much as there is) and not less than `least`.
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

/** What to set aside, and under which limits. */
export interface ReserveOrder {
  readonly id: string;
  readonly jobId: string;
  readonly for: Spending;
  readonly amount: ReserveAmount;
  readonly scopes: readonly ScopeLimit[];
  readonly nowMs: number;
}

/**
 * Who spends what. Every method runs inside the transaction of the store it was taken from, so money and
 * job records change together. `held` counts against every scope exactly like `spent`.
 */
export interface Ledger {
  /**
   * Takes the amount from every scope, or from none, and answers how much it took.
   *
   * @throws {BotError} `limit-reached` with scope, limit, left, needed, resetsAtMs, zone and raisedBy of the first scope
   *   that refused. The surrounding transaction must then be rolled back.
   */
  reserve(order: ReserveOrder): Promise<MicroDollars>;
  /** Turns what is held into what was spent. Settling twice is an error; the first figure stands. */
  settle(id: string, spent: MicroDollars, basis: SettlementBasis, nowMs: number): Promise<void>;
  /** Gives back what is held. */
  release(id: string, nowMs: number): Promise<void>;
  /** Marks that nobody knows; the amount stays held. */
  doubt(id: string, nowMs: number): Promise<void>;
  /** The counters of the given scopes as they are now. */
  totals(scopes: readonly ScopeLimit[]): Promise<readonly ScopeTotals[]>;
  /**
   * What jobs on the operator's key were settled with from one moment to before another. What was written off is left
   * out: nobody knows whether AudioPod charged it.
   */
  charged(fromMs: number, toMs: number): Promise<{ readonly amount: MicroDollars; readonly jobs: number }>;
  /** What a tenant spent and has set aside, for each day, service and member. In no particular order. */
  usage(query: UsageQuery): Promise<readonly UsageRow[]>;
  /** Reservations still held or in doubt, oldest first. */
  open(): Promise<readonly Reservation[]>;
}

/** Where the figure of a settlement comes from. */
export type SettlementBasis = 'credits' | 'measured-duration' | 'quote' | 'written-off';
