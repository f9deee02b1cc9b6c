import type { SettlementBasis } from './ledger.ts';
import type { MicroDollars } from './money.ts';

/** A known cost and how it was determined. */
export interface ActualCost {
  readonly amount: MicroDollars;
  readonly basis: SettlementBasis;
}

/**
 * The state of the money. Settled when AudioPod's job is terminal and its cost known, not when the result is
 * delivered.
 */
export type Money =
  | { readonly state: 'none' }
  | { readonly state: 'held'; readonly reservation: string; readonly amount: MicroDollars }
  /**
   * Unconfirmed charge: it is unknown whether AudioPod charged. Counts against every limit until confirmed.
   */
  | {
      readonly state: 'in-doubt';
      readonly reservation: string;
      readonly amount: MicroDollars;
      readonly sinceMs: number;
    }
  | {
      readonly state: 'settled';
      readonly reservation: string;
      readonly amount: MicroDollars;
      readonly basis: SettlementBasis;
      /** How far the amount exceeds what was reserved. */
      readonly overshoot?: MicroDollars;
    }
  | {
      readonly state: 'released';
      readonly reservation: string;
      readonly amount: MicroDollars;
      /** It is unknown whether AudioPod charged; an owner waived it. */
      readonly forgiven?: true;
    };

/** The most a job can cost, and how that was calculated. */
export interface Quote {
  readonly amount: MicroDollars;
  /** Seconds the price assumes; absent if the length of a URL is unknown. */
  readonly seconds?: number;
  /** The price per minute used; absent in quotes from before prices were read from AudioPod. */
  readonly perMinute?: MicroDollars;
}
