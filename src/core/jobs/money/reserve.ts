import type { Job } from '../../model/job/job.ts';
import { withoutProviderRetry } from '../../model/job/provider-retry.ts';
import type { Ledger } from '../../model/money/ledger.ts';
import { fromCents } from '../../model/money/money.ts';
import type { MoneyLimits } from '../../model/money/spending-rules.ts';
import { admit } from '../../wallet/limits/admission.ts';
import type { PayingRules } from '../../wallet/limits/paying-rules.ts';

/** What has to be left at least for a job whose price nobody knows. */
const LEAST = fromCents(1);

/** The reservation to make, and what it is made under. */
export interface Reserving {
  /** The id of the reservation. The same when the transaction is run again. */
  readonly reservation: string;
  /** Read in the same transaction, so that the money is reserved under rules in effect at that moment. */
  readonly rules: PayingRules;
  readonly limits: MoneyLimits;
  readonly nowMs: number;
}

/**
 * Reserves the quote of a job under every limit at once, inside the transaction that records it. Where the length is
 * unknown, and the quote a guess, less may be reserved, namely all that is left. From here on everything of the job is
 * done with the key that pays now, whatever becomes of it for later jobs.
 *
 * @returns the job with its money held.
 * @throws {BotError} what {@link admit} throws.
 */
export async function reserve(
  ledger: Ledger,
  job: Job,
  { reservation, rules, limits, nowMs }: Reserving,
): Promise<Job> {
  const { quote, origin, id, request } = job;
  if (quote === undefined) throw new Error(`Job ${id} is quoted without a quote`);
  const amount = quote.seconds === undefined ? { upTo: quote.amount, least: LEAST } : quote.amount;
  const order = { id: reservation, jobId: id, payer: origin, service: request.service, amount, nowMs };
  const held = await admit(ledger, rules, order, limits);
  const { keyId } = rules;
  // AudioPod makes a failed job again only for the account that it failed in.
  const { keyId: _before, ...begun } = job.keyId === keyId ? job : withoutProviderRetry(job);
  return {
    ...begun,
    ...(keyId === undefined ? {} : { keyId }),
    attempt: 0,
    money: { state: 'held', reservation, amount: held },
  };
}
