import { BotError } from '../../model/errors.ts';
import type { Ledger, ReserveAmount } from '../../model/money/ledger.ts';
import type { MicroDollars } from '../../model/money/money.ts';
import type { MoneyLimits } from '../../model/money/spending-rules.ts';
import type { Service } from '../../model/service.ts';
import { limitsUnder, type Payer } from './limits.ts';
import type { PayingRules } from './paying-rules.ts';

/** A request to reserve money for a job. */
export interface AdmissionOrder {
  /** The id of the reservation to make. */
  readonly id: string;
  readonly jobId: string;
  readonly payer: Payer;
  readonly service: Service;
  readonly amount: ReserveAmount;
  readonly nowMs: number;
}

/**
 * Reserves money for a job under the rules in effect now, or refuses. All spending goes through here. Must
 * run inside a transaction, which is rolled back when this throws.
 *
 * @param rules of the payer's tenant, read in the same transaction by `payingRules`.
 * @returns the reserved amount; never more than one job may cost.
 * @throws {BotError} `spending-paused`; `job-limit` with `needed`, `limit` and `raisedBy`; `limit-reached` as
 * the ledger throws it; `personal-not-funded`; `ledger-unavailable` when counters cannot be read.
 */
export async function admit(
  ledger: Pick<Ledger, 'reserve'>,
  rules: PayingRules,
  order: AdmissionOrder,
  defaults: MoneyLimits,
): Promise<MicroDollars> {
  const { id, jobId, payer, service, nowMs } = order;
  if (rules.operator.paused) throw new BotError('spending-paused', 'The bot owner paused all spending');
  const { scopes, perJob } = limitsUnder(payer, defaults, nowMs, rules);
  return ledger.reserve({
    id,
    jobId,
    for: { tenant: payer.tenant, member: payer.member, service, keyId: rules.keyId },
    amount: withinOneJob(order.amount, perJob),
    scopes,
    nowMs,
  });
}

/** Refuses an amount over the per-job limit, and caps a job of unknown cost at it. */
function withinOneJob(amount: ReserveAmount, perJob: MicroDollars | null): ReserveAmount {
  if (perJob === null) return amount;
  const needed = typeof amount === 'number' ? amount : amount.least;
  if (needed > perJob) {
    throw new BotError('job-limit', `The job could cost ${needed} micro-dollars; the limit is ${perJob}`, {
      facts: { needed, limit: perJob, raisedBy: 'admin' },
    });
  }
  if (typeof amount === 'number') return amount;
  return { ...amount, upTo: amount.upTo !== null && amount.upTo < perJob ? amount.upTo : perJob };
}
