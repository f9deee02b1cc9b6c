import type { Clock } from '../../async/clock.ts';
import type { Balance, CostEstimate } from '../../model/job/provider-job.ts';
import type { ScopeTotals } from '../../model/money/counter.ts';
import type { MoneyLimits } from '../../model/money/spending-rules.ts';
import type { WalletService } from '../../ports/provider.ts';
import type { Records } from '../../ports/store.ts';
import type { PriceCatalog } from '../pricing/price-catalog.ts';
import type { PriceList } from '../pricing/price-list.ts';
import { type Usage, usageOf } from '../usage/usage.ts';
import { amountOf, type LimitsInForce, limitsUnder, type Payer } from './limits.ts';

/** What one job, and each link, may reserve. */
export type JobMoneyLimits = Pick<LimitsInForce, 'perJob' | 'perLink'>;

/** Reads what members may know about money. Reserving is up to jobs. */
export interface BudgetReader {
  /**
   * Returns the limits that apply to this payer, and how full they are.
   *
   * @throws {BotError} `ledger-unavailable` when the database does not respond.
   */
  budget(payer: Payer): Promise<readonly ScopeTotals[]>;
  /**
   * Returns the limits in effect for this payer now.
   *
   * @throws {BotError} `personal-not-funded`, `ledger-unavailable`.
   */
  inForce(payer: Payer): Promise<LimitsInForce>;
  /** The limits that apply where none are set. */
  readonly defaults: MoneyLimits;
  /**
   * Returns the most that one job of a tenant may cost, and what a link reserves; `null` where its admins
   * removed the limit.
   *
   * @throws {BotError} `ledger-unavailable`.
   */
  jobLimits(tenant: string): Promise<JobMoneyLimits>;
  /** Reads the balance of the bot owner's AudioPod wallet; to be shown to bot owners only. */
  balance(signal: AbortSignal): Promise<Balance>;
  /** Returns AudioPod's price for a length of audio, and whether the bot owner's wallet covers it. */
  estimate(
    serviceType: string,
    seconds: number,
    signal: AbortSignal,
  ): Promise<CostEstimate & { readonly sufficient: boolean }>;
  /** Returns the prices in effect, see {@link PriceCatalog}. */
  prices(signal: AbortSignal): Promise<PriceList>;
  /**
   * Returns what a tenant spent in its last days, including today.
   *
   * @throws {BotError} `ledger-unavailable`.
   */
  usage(tenant: string, days: number): Promise<Usage>;
}

/** Creates a {@link BudgetReader} over the ledger and AudioPod's wallet. */
export function createBudgetReader(parts: {
  readonly records: Pick<Records, 'rules' | 'ledger'>;
  readonly wallet: WalletService;
  readonly limits: MoneyLimits;
  readonly prices: PriceCatalog;
  readonly clock: Clock;
}): BudgetReader {
  const { records, wallet, limits, prices, clock } = parts;
  const inForce = async (payer: Payer): Promise<LimitsInForce> => {
    const { tenant, operator } = await records.rules.both(payer.tenant);
    return limitsUnder(payer, limits, clock.now(), { tenant, operator, keyId: tenant.key?.id });
  };
  return {
    async jobLimits(tenant) {
      const { perJob, perLink } = (await records.rules.tenant(tenant)).limits;
      return { perJob: amountOf(perJob, limits.perJob), perLink: amountOf(perLink, limits.perLink) };
    },
    inForce,
    defaults: limits,
    async budget(payer) {
      const { scopes } = await inForce(payer);
      return records.ledger.totals(scopes.filter(({ limit }) => limit !== null));
    },
    balance: (signal) => wallet.balance(signal),
    usage: (tenant, days) => usageOf(records, tenant, days, clock.now()),
    async estimate(serviceType, seconds, signal) {
      const [cost, sufficient] = await Promise.all([
        wallet.estimate(serviceType, seconds, signal),
        wallet.checkBalance(serviceType, seconds, signal),
      ]);
      return { ...cost, sufficient };
    },
    prices: (signal) => prices.current(signal),
  };
}
