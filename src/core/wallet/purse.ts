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
const CACHE_KEY = 'pricing';

/** What people can ask about money. Reading only; reserving is the business of a job. */
export interface Purse {
  /**
   * The limits that apply to this member here, and how full they are.
   *
   * @throws {BotError} `ledger-unavailable` when the database does not answer.
   */
  budget(origin: Origin): Promise<readonly ScopeTotals[]>;
  /** The most that one job may cost. */
  readonly perJobLimit: MicroDollars;
  /** The operator's wallet at AudioPod; for owners' eyes. */
  balance(signal: AbortSignal): Promise<Balance>;
  /** AudioPod's own price for a length of audio, and whether the operator's wallet holds that much. */
  estimate(
    serviceType: string,
    seconds: number,
    signal: AbortSignal,
  ): Promise<CostEstimate & { readonly sufficient: boolean }>;
  /** AudioPod's published prices, at most an hour old. */
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
      const cached = await prices.get(CACHE_KEY);
      if (cached !== undefined) return cached;
      const fresh = await wallet.pricing(signal);
      // An empty list is what a passing fault looks like; it must not be believed for an hour.
      if (Object.keys(fresh).length > 0) await prices.set(CACHE_KEY, fresh, PRICES_FRESH_MS);
      return fresh;
    },
  };
}
