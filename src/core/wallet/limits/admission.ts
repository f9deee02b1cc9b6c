import { BotError } from '../../model/errors.ts';
import type { Ledger, ReserveAmount } from '../../model/money/ledger.ts';
import { type MicroDollars, microDollarsOf } from '../../model/money/money.ts';
import type { MoneyLimits } from '../../model/money/spending-rules.ts';
import type { Service } from '../../model/service.ts';
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
  if (rules.operator.paused) throw new BotError('spending-paused', 'The bot owner paused all spending');
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
