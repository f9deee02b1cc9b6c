import type { Keyv } from 'keyv';
import type { Balance, CostEstimate, Pricing } from '../audiopod/model.ts';
import type { WalletService } from '../audiopod/services.ts';
import type { Clock } from '../clock.ts';
import type { Origin } from '../jobs/origin.ts';
import type { Ledger, ScopeTotals } from './ledger.ts';
import type { MoneyLimits } from './limits.ts';
import { scopesFor } from './limits.ts';
import type { MicroDollars } from './money.ts';

const PRICES_FRESH_MS = 60 * 60_000;

/** What people can ask about money. Reading only; reserving is the business of a job. */
export interface Purse {
  /** The limits that apply to this member here, and how full they are. */
  budget(origin: Origin): Promise<readonly ScopeTotals[]>;
  readonly perJobLimit: MicroDollars;
  /** The operator's wallet at AudioPod; for owners' eyes. */
  balance(signal: AbortSignal): Promise<Balance>;
  /** The service's own price for a length of audio, and whether the operator's wallet holds that much. */
  estimate(
    serviceType: string,
    seconds: number,
    signal: AbortSignal,
  ): Promise<CostEstimate & { readonly sufficient: boolean }>;
  pricing(signal: AbortSignal): Promise<Pricing>;
  /** True for those who run the bot. */
  isOwner(origin: Origin): boolean;
}

/** A purse over the ledger and AudioPod's wallet. Published prices are cached for an hour. */
export function createPurse(parts: {
  readonly ledger: Ledger;
  readonly wallet: WalletService;
  readonly limits: MoneyLimits;
  readonly prices: Keyv<Pricing>;
  readonly clock: Clock;
  readonly isOwner: (origin: Origin) => boolean;
}): Purse {
  const { ledger, wallet, limits, prices, clock } = parts;
  return {
    perJobLimit: limits.perJob,
    isOwner: parts.isOwner,
    budget: (origin) => ledger.totals(scopesFor(origin, limits, clock.now())),
    balance: (signal) => wallet.balance(signal),
    async estimate(serviceType, seconds, signal) {
      const [cost, sufficient] = await Promise.all([
        wallet.estimate(serviceType, seconds, signal),
        wallet.checkBalance(serviceType, seconds, signal),
      ]);
      return { ...cost, sufficient };
    },
    async pricing(signal) {
      const cached = await prices.get('pricing');
      if (cached !== undefined) return cached;
      const fresh = await wallet.pricing(signal);
      await prices.set('pricing', fresh, PRICES_FRESH_MS);
      return fresh;
    },
  };
}
