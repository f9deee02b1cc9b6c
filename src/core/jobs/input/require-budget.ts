import { BotError } from '../../model/errors.ts';
import { remainingOf } from '../../model/money/counter.ts';
import { fromCents } from '../../model/money/money.ts';
import { limitsUnder } from '../../wallet/limits/limits.ts';
import type { JobContext, JobDependencies } from '../context/job-context.ts';

/** No job costs less. */
const LEAST = fromCents(1);

/**
 * Refuses a job that could not be paid for, however short its input is, before anything is fetched or decoded
 * for it. Nothing is reserved here: `admit` in core/wallet decides, under the same rules, once the price is
 * known.
 *
 * @throws {BotError} as `admit`: `spending-paused`, `personal-not-funded`, `job-limit`, `limit-reached`,
 *   `ledger-unavailable`.
 */
export async function requireBudget(
  context: JobContext,
  { store, limits, clock }: Pick<JobDependencies, 'store' | 'limits' | 'clock'>,
): Promise<void> {
  const { origin, money } = context.job;
  if (money.state === 'held') return;
  const { tenant, operator } = await store.rules.both(origin.tenant);
  if (operator.paused) throw new BotError('spending-paused', 'The bot owner paused all spending');
  const rules = { tenant, operator, keyId: tenant.key?.id };
  const { scopes, perJob } = limitsUnder(origin, limits, clock.now(), rules);
  if (perJob !== null && perJob < LEAST) {
    throw new BotError('job-limit', 'Not even the smallest job is allowed', {
      facts: { needed: LEAST, limit: perJob, raisedBy: 'admin' },
    });
  }
  const totals = await store.ledger.totals(scopes);
  const full = totals.find((one) => (remainingOf(one) ?? LEAST) < LEAST);
  if (full === undefined) return;
  const { scope, limit, resetsAtMs, zone, raisedBy } = full;
  throw new BotError('limit-reached', `The limit ${scope} has too little left`, {
    facts: {
      scope,
      limit: limit ?? 0,
      left: remainingOf(full) ?? 0,
      needed: LEAST,
      resetsAtMs,
      zone,
      raisedBy,
    },
  });
}
