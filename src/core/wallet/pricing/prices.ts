import { BotError } from '../../model/errors.ts';
import type { Input } from '../../model/job/job.ts';
import type { ProviderJob } from '../../model/job/provider-job.ts';
import type { JobRequest, SpeechRequest } from '../../model/job/request.ts';
import { partsToSpeak } from '../../model/job/speech-text.ts';
import type { ActualCost, Quote } from '../../model/money/job-money.ts';
import { add, fromCents, type MicroDollars, microDollarsOf, ZERO } from '../../model/money/money.ts';
import type { Service } from '../../model/service.ts';
import { BUILT_IN, type PriceList } from './price-list.ts';
import { speechSecondsUpperBound } from './speech-duration.ts';
import { longestMusic, priceOfCharacters, priceOfCredits, soundPrice } from './unit-prices.ts';

/** The smallest step the wallet bills in; no job is free. */
const ONE_CENT = fromCents(1);

/**
 * Returns the most that a job can cost, in whole cents and at least one. Speech is priced both by the longest
 * the text can last and by its characters, because the notes (8.8) name both ways; the larger counts, for
 * each part of a long text. Music is priced by the requested length plus a small margin; everything else by
 * the measured length. The length of a url is unknown, so it is quoted at the per-job limit.
 *
 * @param perJobLimit the most that one job may cost.
 * @param prices in effect now. The quote stores its price, so that a price increase cannot make the
 * settlement exceed the reservation.
 * @throws {BotError} `internal` when the input does not suit the service.
 */
export function quoteFor(
  request: JobRequest,
  input: Input | undefined,
  perJobLimit: MicroDollars,
  prices: PriceList,
): Quote {
  const perMinute = prices.perMinute[request.service];
  const spoken = partsToSpeak(input === undefined ? { request } : { request, input });
  if (request.service === 'speech' && spoken.length > 0) {
    const parts = spoken.map((part) => quoteForPart(request, part, perMinute));
    return {
      amount: parts.reduce((sum, part) => add(sum, part.amount), ZERO),
      seconds: parts.reduce((sum, part) => sum + part.seconds, 0),
      perMinute,
    };
  }
  if (request.service === 'music' && input?.kind !== 'text') {
    const { durationSeconds } = request;
    return {
      amount: quoteForLength('music', durationSeconds, prices),
      seconds: longestMusic(durationSeconds),
      perMinute,
    };
  }
  if (request.service !== 'speech' && request.service !== 'music') {
    if (input === undefined && isLink(request)) {
      return { amount: largest(ONE_CENT, perJobLimit), perMinute };
    }
    if (input?.kind === 'file') {
      const seconds = input.durationMs / 1_000;
      return { amount: quoteForLength(request.service, seconds, prices), seconds, perMinute };
    }
  }
  throw new BotError(
    'internal',
    `A ${input?.kind ?? 'request'} is nothing ${request.service} can be made of`,
  );
}

/** Whether AudioPod downloads the audio itself, so that its length is unknown in advance. */
export function isLink(request: JobRequest): boolean {
  return request.service !== 'speech' && (request.source?.kind === 'url' || request.source?.kind === 'urls');
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

/** Returns the most that one part of speech can cost. Each part is billed as a job of its own. */
export function quoteForPart(
  request: SpeechRequest,
  part: string,
  perMinute = BUILT_IN.perMinute.speech,
): { readonly amount: MicroDollars; readonly seconds: number } {
  const seconds = speechSecondsUpperBound(part, request);
  return {
    amount: largest(ONE_CENT, soundPrice(seconds, perMinute), priceOfCharacters(part)),
    seconds,
  };
}

/** Adds up the submissions of one job. The least certain basis becomes that of the sum. */
export function totalCost(costs: readonly ActualCost[]): ActualCost {
  const amount = costs.reduce((sum, cost) => add(sum, cost.amount), ZERO);
  const basis = BASES.find((one) => costs.some((cost) => cost.basis === one)) ?? 'quote';
  return { amount, basis };
}

/** Least certain first. */
const BASES = ['written-off', 'quote', 'measured-duration', 'credits'] as const;

/**
 * Returns the cost of a completed submission from the best figure there is: the credits AudioPod reports for
 * speech, which its wallet bills (the notes, 8.8, name no credit price for stems, so credits reported there
 * are ignored); else the length it reports, at the quoted price; else the quote. In whole cents and at least
 * one.
 */
export function actualCost(
  request: JobRequest,
  job: ProviderJob,
  { amount, perMinute = BUILT_IN.perMinute[request.service] }: Pick<Quote, 'amount' | 'perMinute'>,
): ActualCost {
  // Zero means “not filled in”: no completed job is free.
  const { credits = 0, durationSeconds = 0 } = job;
  if (request.service === 'speech' && credits > 0) {
    return { amount: largest(ONE_CENT, priceOfCredits(credits)), basis: 'credits' };
  }
  if (durationSeconds > 0) {
    return {
      amount: largest(ONE_CENT, soundPrice(durationSeconds, perMinute)),
      basis: 'measured-duration',
    };
  }
  return { amount, basis: 'quote' };
}

function largest(...amounts: readonly MicroDollars[]): MicroDollars {
  return microDollarsOf(Math.max(...amounts));
}
