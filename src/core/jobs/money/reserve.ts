import type { Quote } from '../../model/money/job-money.ts';
import type { Ledger } from '../../model/money/ledger.ts';
import { fromCents, type MicroDollars } from '../../model/money/money.ts';
import type { MoneyLimits } from '../../model/money/spending-rules.ts';
import { type AdmissionOrder, admit } from '../../wallet/limits/admission.ts';
import type { PayingRules } from '../../wallet/limits/paying-rules.ts';

/** The least that must be left for a link, whose price is unknown. */
const LEAST = fromCents(1);

/** A reservation to make, and the rules that apply to it. */
export interface Reserving extends Omit<AdmissionOrder, 'amount'> {
  readonly quote: Quote;
  /** Read in the same transaction, so that the money is reserved under the rules in effect then. */
  readonly rules: PayingRules;
  readonly limits: MoneyLimits;
}

/**
 * Reserves the quote of a job under every limit, inside the transaction that stores it. The quote of a link is a
 * guess, so less may be reserved: all that is left. Several links reserve their whole quote, or are refused.
 *
 * @returns the reserved amount.
 * @throws {BotError} what {@link admit} throws.
 */
export function reserve(
  ledger: Pick<Ledger, 'reserve'>,
  { quote, rules, limits, ...order }: Reserving,
): Promise<MicroDollars> {
  const amount = order.links === 1 ? { upTo: quote.amount, least: LEAST } : quote.amount;
  return admit(ledger, rules, { ...order, amount }, limits);
}
