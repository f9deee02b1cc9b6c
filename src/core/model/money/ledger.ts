import type { Service } from '../service.ts';
import type { ScopeLimit, ScopeTotals } from './counter.ts';
import type { MicroDollars } from './money.ts';
import type { SpendingSum, TenantCharge } from './tenant-charges.ts';
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
 * How much to reserve.
 *
 * Either an amount the job can't exceed or, if its cost is unknown, everything the tightest limit leaves: at
 * most `upTo` (`null`: no maximum) and at least `least`.
 */
export type ReserveAmount =
  | MicroDollars
  | { readonly upTo: MicroDollars | null; readonly least: MicroDollars };

/** Who spends, and on what. */
export interface Spending {
  readonly tenant: string;
  readonly member: string;
  readonly service: Service;
  /** The tenant's own AudioPod key that pays; absent for the operator's. */
  readonly keyId?: string | undefined;
}

/** What to reserve, and under which limits. */
export interface ReserveOrder {
  readonly id: string;
  readonly jobId: string;
  readonly for: Spending;
  readonly amount: ReserveAmount;
  readonly scopes: readonly ScopeLimit[];
  /** Whether the length is unknown: then an earlier link's debt refuses it. */
  readonly isLink?: boolean;
  readonly nowMs: number;
}

/** What AudioPod charged the operator's key, counting settled jobs only. */
export interface Charged {
  readonly amount: MicroDollars;
  readonly jobs: number;
}

/** Which old reservations to replace by their sums, and how many at once. */
export interface ArchiveBatch {
  readonly endedBeforeMs: number;
  /** Sums of days before this one are added to those of their months. */
  readonly foldBeforeDay: string;
  readonly limit: number;
}

/** Some of the open reservations: the next ones after the given one, oldest first. */
export interface OpenPage {
  readonly after?: Pick<Reservation, 'id' | 'createdAtMs'> | undefined;
  readonly limit: number;
}

/**
 * Records who spends what.
 *
 * Every method runs inside the transaction of the store it came from, so money and job records change
 * together. `held` counts against every scope exactly like `spent`.
 */
export interface Ledger {
  /**
   * Reserves the amount under every scope, or under none.
   *
   * @returns how much was reserved.
   * @throws {BotError} `limit-reached` with scope, limit, left, used, needed, resetsAtMs, zone and raisedBy of the
   *   first scope that refused; `link-debt` with scope, debt, resetsAtMs and zone. The surrounding transaction must then be rolled back.
   */
  reserve(order: ReserveOrder): Promise<MicroDollars>;
  /** Turns a reservation into spending. Settling twice is an error; the first figure stays. */
  settle(id: string, spent: MicroDollars, basis: SettlementBasis, nowMs: number): Promise<void>;
  /** Releases a reservation. */
  release(id: string, nowMs: number): Promise<void>;
  /** Marks the charge as unconfirmed; the amount stays reserved. */
  doubt(id: string, nowMs: number): Promise<void>;
  /** Reads the current counters of the given scopes. */
  totals(scopes: readonly ScopeLimit[]): Promise<readonly ScopeTotals[]>;
  /**
   * Adds up the settlements of jobs on the operator's key, from `fromMs` up to but excluding `toMs`.
   * Write-offs are left out: whether AudioPod charged them is unknown. What was archived counts in months that
   * lie within these times.
   */
  charged(fromMs: number, toMs: number): Promise<Charged>;
  /** Adds up the reservations in doubt that were made from `fromMs` up to but excluding `toMs`. */
  doubted(fromMs: number, toMs: number): Promise<MicroDollars>;
  /**
   * Adds up a tenant's spending and reservations per day, service and member, in no particular order. Archived
   * months that lie within these days count on their first day.
   */
  usage(query: UsageQuery): Promise<readonly UsageRow[]>;
  /** Lists up to `limit` reservations of a tenant that aren't archived, newest first. */
  charges(tenant: string, limit: number): Promise<readonly TenantCharge[]>;
  /** Lists the sums of a tenant's archived reservations. */
  sums(tenant: string): Promise<readonly SpendingSum[]>;
  /** Lists the reservations still held or in doubt, oldest first; all of them without a page. */
  open(page?: OpenPage): Promise<readonly Reservation[]>;
  /** Returns a reservation if it is still held or in doubt. */
  findOpen(id: string): Promise<Reservation | undefined>;
  /**
   * Replaces one batch of old reservations by sums that add up to the same. Nothing else changes: counters,
   * open reservations, and what is read of whole months. Until they are folded, days of members stay exact.
   *
   * @returns how many rows it replaced; 0 when nothing is left to archive.
   */
  archive(batch: ArchiveBatch): Promise<number>;
}

/**
 * Where the figure of a settlement comes from: AudioPod's credits, the length AudioPod reports, the length the
 * bot measured, or the estimate. `unmeasured`: nothing tells the length behind a link, so what was reserved
 * counts. `written-off`: it stayed unconfirmed.
 */
export const SETTLEMENT_BASES = [
  'credits',
  'measured-duration',
  'measured-by-bot',
  'quote',
  'unmeasured',
  'written-off',
] as const;
export type SettlementBasis = (typeof SETTLEMENT_BASES)[number];
