import type { Reservation } from './ledger.ts';
import type { MicroDollars } from './money.ts';

/** One reservation of a tenant, and how it ended. */
export interface TenantCharge extends Pick<Reservation, 'jobId' | 'state' | 'createdAtMs'> {
  readonly member: string;
  /** Empty for spending from before services were recorded. */
  readonly service: string;
  /** Whether the tenant's own AudioPod key paid. */
  readonly isOwnKey: boolean;
  readonly reserved: MicroDollars;
  /** Absent until it is settled. */
  readonly spent?: MicroDollars;
  /** How the cost was determined; absent until it is settled. */
  readonly basis?: string;
  readonly updatedAtMs: number;
}

/** The sum of archived reservations of one member, service and outcome in one period. */
export interface SpendingSum {
  /** A day, or a month where it is older. */
  readonly period: string;
  readonly member: string;
  readonly service: string;
  /** What settlements were based on; `released` for reservations that were released. */
  readonly basis: string;
  readonly jobs: number;
  readonly reserved: MicroDollars;
  readonly spent: MicroDollars;
}
