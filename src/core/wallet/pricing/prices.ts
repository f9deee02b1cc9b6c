import type { ProviderJob } from '../../model/job/provider-job.ts';
import { type JobRequest, linksIn } from '../../model/job/request.ts';
import type { ActualCost, Quote } from '../../model/money/job-money.ts';
import { SETTLEMENT_BASES } from '../../model/money/ledger.ts';
import { add, fromCents, type MicroDollars, microDollarsOf, ZERO } from '../../model/money/money.ts';
import type { Service } from '../../model/service.ts';
import { BUILT_IN, type PriceList } from './price-list.ts';
import type { SpeechLength } from './speech-duration.ts';
import { longestMusic, priceOfCharacters, priceOfCredits, soundPrice } from './unit-prices.ts';

/** The smallest step the wallet bills in; no job is free. */
const ONE_CENT = fromCents(1);

/** What the price of a job depends on. */
export type Priced =
  /** The parts of the text, each billed as a job of its own. */
  | { readonly service: 'speech'; readonly parts: readonly SpeechLength[] }
  /** The requested length. */
  | { readonly service: 'music'; readonly seconds: number }
  /** The measured length. */
  | { readonly service: Exclude<Service, 'speech' | 'music'>; readonly seconds: number }
  /** How many links there are: AudioPod downloads their audio itself, so its length is unknown. */
  | { readonly service: Exclude<Service, 'speech' | 'music'>; readonly links: number };

/**
 * Returns the most that a job can cost, in whole cents and at least one. Speech is priced both by the longest
 * the text can last and by its characters, because the notes (8.8) name both ways; the larger counts, for
 * each part of a long text. Music is priced by the requested length plus a small margin; everything else by
 * the measured length. Links are quoted at what they may reserve.
 *
 * @param mostForLinks what the links of the job may reserve together; only used for links.
 * @param prices in effect now. The quote stores its price, so that a price increase cannot make the
 * settlement exceed the reservation.
 */
export function quoteFor(priced: Priced, mostForLinks: MicroDollars, prices: PriceList): Quote {
  const perMinute = prices.perMinute[priced.service];
  if (priced.service === 'speech') {
    const { parts } = priced;
    const amount = parts.reduce((sum, part) => add(sum, quoteForSpeech(part, perMinute)), ZERO);
    return { amount, seconds: parts.reduce((sum, part) => sum + part.seconds, 0), perMinute };
  }
  if ('links' in priced) return { amount: largest(ONE_CENT, mostForLinks), perMinute };
  const { service, seconds } = priced;
  const amount = quoteForLength(service, seconds, prices);
  return { amount, seconds: service === 'music' ? longestMusic(seconds) : seconds, perMinute };
}

/**
 * Returns the most that a number of seconds can cost: of requested length for music, else of input. Speech
 * has no such figure, because its length follows only from its text.
 */
export function quoteForLength(
  service: Exclude<Service, 'speech'>,
  seconds: number,
  { perMinute }: Pick<PriceList, 'perMinute'>,
): MicroDollars {
  const billed = service === 'music' ? longestMusic(seconds) : seconds;
  return largest(ONE_CENT, soundPrice(billed, perMinute[service]));
}

/** Returns the most that one part of speech can cost. */
export function quoteForSpeech(
  { seconds, characters }: SpeechLength,
  perMinute = BUILT_IN.perMinute.speech,
): MicroDollars {
  return largest(ONE_CENT, soundPrice(seconds, perMinute), priceOfCharacters(characters));
}

/** Adds up the submissions of one job. The least certain basis becomes that of the sum. */
export function totalCost(costs: readonly ActualCost[]): ActualCost {
  const amount = costs.reduce((sum, cost) => add(sum, cost.amount), ZERO);
  const basis = BASES.find((one) => costs.some((cost) => cost.basis === one)) ?? 'quote';
  return { amount, basis };
}

/** Least certain first. */
const BASES = SETTLEMENT_BASES.toReversed();

/**
 * Returns the cost of a completed submission from the best figure there is, in whole cents and at least one:
 *
 * 1. The credits AudioPod reports for speech, which its wallet bills. The notes (8.8) name no credit price for
 *    other services, so credits reported there are ignored.
 * 2. The length AudioPod reports, at the quoted price.
 * 3. The length the bot measured: of what was sent, as quoted, or behind a link of the result.
 * 4. For speech and music, the quote.
 *
 * @returns `undefined` while the result of a link is still to be measured; {@link costOfLength} then applies.
 */
export function actualCost(
  request: JobRequest,
  job: ProviderJob,
  { amount, perMinute }: Pick<Quote, 'amount' | 'perMinute'>,
): ActualCost | undefined {
  // Zero means “not filled in”: no completed job is free.
  const { credits = 0, durationSeconds = 0 } = job;
  if (request.service === 'speech' && credits > 0) {
    return { amount: largest(ONE_CENT, priceOfCredits(credits)), basis: 'credits' };
  }
  if (durationSeconds > 0) return costOfLength(request, durationSeconds, 'measured-duration', perMinute);
  if (linksIn(request) > 0) return undefined;
  const isEstimate = request.service === 'speech' || request.service === 'music';
  return { amount, basis: isEstimate ? 'quote' : 'measured-by-bot' };
}

/** Returns the cost of a length at the quoted price, in whole cents and at least one. */
export function costOfLength(
  { service }: Pick<JobRequest, 'service'>,
  seconds: number,
  basis: 'measured-duration' | 'measured-by-bot',
  perMinute = BUILT_IN.perMinute[service],
): ActualCost {
  return { amount: largest(ONE_CENT, soundPrice(seconds, perMinute)), basis };
}

function largest(...amounts: readonly MicroDollars[]): MicroDollars {
  return microDollarsOf(Math.max(...amounts));
}
