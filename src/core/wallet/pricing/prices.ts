import { BotError } from '../../model/errors.ts';
import type { ActualCost, Input, Quote } from '../../model/job/job.ts';
import type { ProviderJob } from '../../model/job/provider-job.ts';
import type { JobRequest, SpeechRequest, StemMode } from '../../model/job/request.ts';
import { partsToSpeak } from '../../model/job/speech-text.ts';
import { add, fromCents, type MicroDollars, microDollarsOf, ZERO } from '../../model/money/money.ts';
import type { Service } from '../../model/service.ts';
import { BUILT_IN, type PriceList } from './price-list.ts';
import { speechSecondsUpperBound } from './speech-duration.ts';
import { longestMusic, priceOfCharacters, priceOfCredits, soundPrice, stemPrice } from './unit-prices.ts';

/** The smallest step the wallet bills in; no job is free. */
const ONE_CENT = fromCents(1);

/**
 * The most that a job can cost, in whole cents and at least one. Speech is priced both by the longest the text
 * can last and by its characters, because the notes (8.8) name both ways; the larger counts, for each part of a long
 * text. Music is priced by the length that is asked for, with room for a little more; everything else by the measured
 * length. The length of a url is unknown, so it is quoted at the limit of one job.
 *
 * @param perJobLimit the most that one job may cost.
 * @param prices in force now. The quote keeps the one it was made with, so that what the job is settled at cannot be
 *   more than was set aside because prices rose meanwhile.
 * @throws {BotError} `internal` when the input is not one that this service works on.
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
      const mode = request.service === 'stems' ? request.mode : undefined;
      return { amount: quoteForLength(request.service, seconds, prices, mode), seconds, perMinute };
    }
  }
  throw new BotError(
    'internal',
    `A ${input?.kind ?? 'request'} is nothing ${request.service} can be made of`,
  );
}

/** Whether AudioPod fetches what is worked on, so that nobody knows its length before. */
export function isLink(request: JobRequest): boolean {
  return request.service !== 'speech' && (request.source?.kind === 'url' || request.source?.kind === 'urls');
}

/**
 * The most that so many seconds can cost: of music as they are asked for, of everything else as they go in. Speech
 * has no such figure, because its length is known only from its words.
 *
 * @param mode of stems, by default one of those that cost the least.
 */
export function quoteForLength(
  service: Exclude<Service, 'speech'>,
  seconds: number,
  { perMinute }: Pick<PriceList, 'perMinute'>,
  mode: StemMode = 'four',
): MicroDollars {
  const rate = perMinute[service];
  if (service === 'stems') return largest(ONE_CENT, stemPrice(mode, seconds, rate));
  return largest(ONE_CENT, soundPrice(service === 'music' ? longestMusic(seconds) : seconds, rate));
}

/** The most that speaking one part can cost. Each part is billed as a job of its own. */
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

/** What several submissions of one job cost together. The least certain basis is that of the sum. */
export function totalCost(costs: readonly ActualCost[]): ActualCost {
  const amount = costs.reduce((sum, cost) => add(sum, cost.amount), ZERO);
  const basis = BASES.find((one) => costs.some((cost) => cost.basis === one)) ?? 'quote';
  return { amount, basis };
}

/** Least certain first. */
const BASES = ['written-off', 'quote', 'measured-duration', 'credits'] as const;

/**
 * What a completed submission cost, from the best figure there is: the credits AudioPod reports for speech, which
 * its wallet bills (the notes, 8.8, name no credit price for stems, so credits reported there are ignored); else
 * the length it reports, at the price that the quote was made with; else the quote. In whole cents and at least one.
 */
export function actualCost(
  request: JobRequest,
  job: ProviderJob,
  { amount, perMinute = BUILT_IN.perMinute[request.service] }: Pick<Quote, 'amount' | 'perMinute'>,
): ActualCost {
  // Zero stands for “not filled in”: no completed job is free.
  const { credits = 0, durationSeconds = 0 } = job;
  if (request.service === 'speech' && credits > 0) {
    return { amount: largest(ONE_CENT, priceOfCredits(credits)), basis: 'credits' };
  }
  if (durationSeconds > 0) {
    return {
      amount: largest(ONE_CENT, priceOfLength(request, durationSeconds, perMinute)),
      basis: 'measured-duration',
    };
  }
  return { amount, basis: 'quote' };
}

/** What so many seconds cost: of speech and music as they come out, of everything else as it goes in. */
function priceOfLength(request: JobRequest, seconds: number, perMinute: MicroDollars): MicroDollars {
  if (request.service === 'stems') return stemPrice(request.mode, seconds, perMinute);
  return soundPrice(seconds, perMinute);
}

function largest(...amounts: readonly MicroDollars[]): MicroDollars {
  return microDollarsOf(Math.max(...amounts));
}
