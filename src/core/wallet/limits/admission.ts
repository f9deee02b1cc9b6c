import { BotError } from '../../model/errors.ts';
import { limitReached, usedOf } from '../../model/money/counter.ts';
import type { Ledger, ReserveAmount } from '../../model/money/ledger.ts';
import { fromCents, type MicroDollars, microDollarsOf } from '../../model/money/money.ts';
import type { MoneyLimits } from '../../model/money/spending-rules.ts';
import type { Service } from '../../model/service.ts';
import type { Records } from '../../ports/store.ts';
import { type LimitsInForce, limitsUnder, type Payer } from './limits.ts';
import { mostForLinks, requireLinks } from './link-rules.ts';
import type { PayingRules } from './paying-rules.ts';

/** A request to reserve money for a job. */
export interface AdmissionOrder {
  /** The id of the reservation to make. */
  readonly id: string;
  readonly jobId: string;
  readonly payer: Payer;
  readonly service: Service;
  readonly amount: ReserveAmount;
  /** How many links the job has; none when left out. */
  readonly links?: number;
  readonly nowMs: number;
}

/**
 * Reserves money for a job under the rules in effect now, or refuses. All spending goes through here. Must
 * run inside a transaction, which is rolled back when this throws.
 *
 * @param rules of the payer's tenant, read in the same transaction by `payingRules`.
 * @returns the reserved amount; never more than one job may cost.
 * @throws {BotError} `spending-paused`; `links-off`; `job-limit` or, for several links, `links-over-job-limit`
 * with `needed`, `limit` and `raisedBy`; `limit-reached` and `link-debt` as the ledger throws them;
 * `personal-not-funded`; `ledger-unavailable` when counters cannot be read.
 */
export async function admit(
  ledger: Pick<Ledger, 'reserve'>,
  rules: PayingRules,
  order: AdmissionOrder,
  defaults: MoneyLimits,
): Promise<MicroDollars> {
  const { id, jobId, payer, service, nowMs, links = 0 } = order;
  requireNotPaused(rules);
  const inForce = limitsUnder(payer, defaults, nowMs, rules);
  if (links > 0) requireLinks(inForce);
  return ledger.reserve({
    id,
    jobId,
    for: { tenant: payer.tenant, member: payer.member, service, keyId: rules.keyId },
    amount: withinOneJob(order.amount, inForce, links),
    scopes: inForce.scopes,
    nowMs,
    isLink: links > 0,
  });
}

/** No job costs less. */
const LEAST = fromCents(1);

/**
 * Refuses a payer who could not pay for any job now, so that nothing is done for one. Nothing is reserved:
 * {@link admit} decides, under the same rules, once the price is known.
 *
 * @throws {BotError} `spending-paused`, `personal-not-funded`, `job-limit`, `limit-reached`,
 *   `ledger-unavailable`.
 */
export async function requireAnyBudget(
  { rules, ledger }: Pick<Records, 'rules' | 'ledger'>,
  payer: Payer,
  defaults: MoneyLimits,
  nowMs: number,
): Promise<void> {
  const { tenant, operator } = await rules.both(payer.tenant);
  const inEffect = { tenant, operator, keyId: tenant.key?.id };
  requireNotPaused(inEffect);
  const inForce = limitsUnder(payer, defaults, nowMs, inEffect);
  withinOneJob(LEAST, inForce, 0);
  for (const one of await ledger.totals(inForce.scopes)) {
    if (one.limit !== null && one.limit - usedOf(one) < LEAST) {
      throw limitReached(one, one.limit, usedOf(one), LEAST);
    }
  }
}

function requireNotPaused({ operator }: PayingRules): void {
  if (operator.paused) throw new BotError('spending-paused', 'The bot owner paused all spending');
}

/** Refuses an amount over the per-job limit, and caps a job of unknown cost at what it may reserve. */
function withinOneJob(amount: ReserveAmount, inForce: LimitsInForce, links: number): ReserveAmount {
  const { perJob } = inForce;
  const needed = typeof amount === 'number' ? amount : amount.least;
  if (perJob !== null && needed > perJob) {
    throw new BotError(
      links > 1 ? 'links-over-job-limit' : 'job-limit',
      `The job could cost ${needed} micro-dollars; the limit is ${perJob}`,
      { facts: { needed, limit: perJob, raisedBy: 'admin', ...(links > 1 ? { count: links } : {}) } },
    );
  }
  if (typeof amount === 'number') return amount;
  const most = links > 0 ? mostForLinks(links, inForce) : perJob;
  const known = [amount.upTo, most].filter((one) => one !== null);
  // Never below the least: the smallest sum for a link is a cent.
  const upTo = known.length === 0 ? null : microDollarsOf(Math.max(amount.least, Math.min(...known)));
  return { ...amount, upTo };
}
