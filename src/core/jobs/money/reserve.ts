import { newId } from '../../model/job/new-job.ts';
import { withoutRemake } from '../../model/job/provider-retry.ts';
import { fromCents } from '../../model/money/money.ts';
import { admit } from '../../wallet/limits/admission.ts';
import { payingRules } from '../../wallet/limits/paying-rules.ts';
import type { JobContext, SaveOptions } from '../context/job-context.ts';

const PROVE_DEADLINE_MS = 60_000;

/** Of what nobody knows the price of, so much has to be left at least. */
const LEAST = fromCents(1);

/** Money that is set aside in the save that says so. */
export interface Reserving {
  readonly options: SaveOptions;
  /** Once saved: whether somebody wants to hear when most of a limit is used up. */
  readonly mayWarn: () => boolean;
}

/**
 * Prepares to set the quote aside under every limit at once, in the transaction that records it with the job. First
 * it proves that the outcome can be posted: work that cannot be delivered must not be paid for. Where the length is
 * unknown, and the quote a guess, less may be set aside, namely all that is left.
 *
 * @throws {BotError} `cannot-deliver`, `delivery-failed`; the save then throws what {@link admit} and
 *   {@link payingRules} do.
 */
export async function reserveQuote(run: JobContext): Promise<Reserving> {
  const { quote, origin, id, request, keyId: before } = run.job;
  if (quote === undefined) throw new Error(`Job ${id} is quoted without a quote`);
  const signal = AbortSignal.any([run.signal, AbortSignal.timeout(PROVE_DEADLINE_MS)]);
  await run.platform(origin.platform).adapter.prove(origin, signal);
  const nowMs = run.clock.now();
  const reservation = newId();
  const amount = quote.seconds === undefined ? { upTo: quote.amount, least: LEAST } : quote.amount;
  let mayWarn = false;
  return {
    options: {
      decide: async (records) => {
        const rules = await payingRules(records, origin.tenant);
        mayWarn = rules.tenant.warnAt !== undefined;
        // From here on everything of this job is done with this key, whatever becomes of it for later jobs.
        const { keyId } = rules;
        const order = { id: reservation, jobId: id, payer: origin, service: request.service, amount, nowMs };
        const held = await admit(records.ledger, rules, order, run.limits);
        return ({ keyId: _before, ...job }) => ({
          ...(before === keyId ? job : withoutRemake(job)),
          ...(keyId === undefined ? {} : { keyId }),
          attempt: 0,
          money: { state: 'held', reservation, amount: held },
        });
      },
    },
    mayWarn: () => mayWarn,
  };
}
