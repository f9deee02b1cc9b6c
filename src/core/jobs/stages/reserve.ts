import { checkJobLimit, scopesFor } from '../../wallet/limits.ts';
import { newId } from '../new-job.ts';
import type { Run, Step } from '../run.ts';

const PROVE_DEADLINE_MS = 60_000;

/**
 * Sets the quote aside under every limit at once, in the transaction that records it with the job. First
 * it proves that the outcome can be posted: work that cannot be delivered must not be paid for.
 */
export async function reserve(run: Run): Promise<Step> {
  const { quote, origin, id } = run.job;
  if (quote === undefined) throw new Error(`Job ${id} is quoted without a quote`);
  checkJobLimit(quote.amount, run.limits.perJob);
  const signal = AbortSignal.any([run.signal, AbortSignal.timeout(PROVE_DEADLINE_MS)]);
  await run.platform(origin.platform).courier.prove(origin, signal);
  const nowMs = run.clock.now();
  const reservation = newId();
  const scopes = scopesFor(origin, run.limits, nowMs);
  await run.save(
    'reserved',
    (job) => ({ ...job, attempt: 0, money: { state: 'held', reservation, amount: quote.amount } }),
    {
      within: ({ ledger }) =>
        ledger.reserve({ id: reservation, jobId: id, amount: quote.amount, scopes, nowMs }),
    },
  );
  return 'go-on';
}
