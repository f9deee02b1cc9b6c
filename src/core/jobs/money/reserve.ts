import type { Job } from '../../model/job/job.ts';
import { withoutProviderRetry } from '../../model/job/provider-retry.ts';
import type { Ledger } from '../../model/money/ledger.ts';
import { fromCents } from '../../model/money/money.ts';
import type { MoneyLimits } from '../../model/money/spending-rules.ts';
import { admit } from '../../wallet/limits/admission.ts';
import type { PayingRules } from '../../wallet/limits/paying-rules.ts';

/** The least that must be left for a job of unknown price. */
const LEAST = fromCents(1);

/** A reservation to make, and the rules that apply to it. */
export interface Reserving {
  /** The id of the reservation. It stays the same when the transaction is run again. */
  readonly reservation: string;
  /** Read in the same transaction, so that the money is reserved under the rules in effect then. */
  readonly rules: PayingRules;
  readonly limits: MoneyLimits;
  readonly nowMs: number;
}

/**
 * Reserves the quote of a job under every limit, inside the transaction that stores it. If the length is
 * unknown, and the quote therefore a guess, less may be reserved: all that is left. From here on the job uses
 * the key that pays now, even if later jobs use another.
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
  // AudioPod retries a failed job only in the account in which it failed.
  const { keyId: _before, ...begun } = job.keyId === keyId ? job : withoutProviderRetry(job);
  return {
    ...begun,
    ...(keyId === undefined ? {} : { keyId }),
    attempt: 0,
    money: { state: 'held', reservation, amount: held },
  };
}
