import { admit } from '../../wallet/admission.ts';
import { fromCents } from '../../wallet/money.ts';
import { payingKey } from '../../wallet/wallet-keys.ts';
import { newId } from '../new-job.ts';
import { withoutRemake } from '../remake.ts';
import type { Run, Step } from '../run.ts';

const PROVE_DEADLINE_MS = 60_000;

/** Of what nobody knows the price of, so much has to be left at least. */
const LEAST = fromCents(1);

/**
 * Sets the quote aside under every limit at once, in the transaction that records it with the job. First
 * it proves that the outcome can be posted: work that cannot be delivered must not be paid for. Where the length is
 * unknown, and the quote a guess, less may be set aside, namely all that is left.
 */
export async function reserve(run: Run): Promise<Step> {
  const { quote, origin, id, request } = run.job;
  if (quote === undefined) throw new Error(`Job ${id} is quoted without a quote`);
  const signal = AbortSignal.any([run.signal, AbortSignal.timeout(PROVE_DEADLINE_MS)]);
  await run.platform(origin.platform).courier.prove(origin, signal);
  const nowMs = run.clock.now();
  const reservation = newId();
  const amount = quote.seconds === undefined ? { upTo: quote.amount, least: LEAST } : quote.amount;
  await run.save('reserved', (job) => ({ ...job, attempt: 0 }), {
    decide: async (records) => {
      // From here on everything of this job is done with this key, whatever becomes of it for later jobs.
      const keyId = await payingKey(records, origin.tenant);
      const held = await admit(
        records,
        {
          id: reservation,
          jobId: id,
          payer: origin,
          service: request.service,
          keyId,
          amount,
          nowMs,
        },
        run.limits,
      );
      return ({ keyId: before, ...job }) => ({
        ...(before === keyId ? job : withoutRemake(job)),
        ...(keyId === undefined ? {} : { keyId }),
        money: { state: 'held', reservation, amount: held },
      });
    },
  });
  return 'go-on';
}
