import type { ProviderJob } from '../audiopod/model.ts';
import { BotError } from '../errors.ts';
import type { ActualCost, Input, Quote } from '../jobs/job.ts';
import type { JobRequest, SpeechRequest } from '../jobs/request.ts';
import { speechParts } from '../jobs/speech-parts.ts';
import { add, fromCents, type MicroDollars, microDollarsOf, ZERO } from './money.ts';
import { longestMusic, soundPrice } from './sound-price.ts';
import { speechSecondsUpperBound } from './speech-duration.ts';
import { priceOfCharacters, priceOfCredits, speechPrice } from './speech-price.ts';
import { stemPrice } from './stem-price.ts';

/** The smallest step the wallet bills in; no job is free. */
const ONE_CENT = fromCents(1);

/**
 * The most that a job can cost, in whole cents and at least one. Speech is priced both by the longest the text
 * can last and by its characters, because the notes (8.8) name both ways; the larger counts, for each part of a long text. Music is priced by the
 * length that is asked for, with room for a little more; everything else by the measured length. The length of a url
 * is unknown, so it is quoted at the limit of one job.
 *
 * @param perJobLimit the most that one job may cost.
 * @throws {BotError} `internal` when the input is not one that this service works on.
 */
export function quoteFor(request: JobRequest, input: Input, perJobLimit: MicroDollars): Quote {
  if (request.service === 'speech' && input.kind === 'text') {
    const parts = speechParts(input.text).map((part) => quoteForPart(request, part));
    return {
      amount: parts.reduce((sum, part) => add(sum, part.amount), ZERO),
      seconds: parts.reduce((sum, part) => sum + part.seconds, 0),
    };
  }
  if (request.service === 'music' && (input.kind === 'nothing' || input.kind === 'file')) {
    const seconds = longestMusic(request.durationSeconds);
    return { amount: largest(ONE_CENT, soundPrice('music', seconds)), seconds };
  }
  if (request.service !== 'speech' && request.service !== 'music') {
    if (input.kind === 'url' || input.kind === 'urls') return { amount: largest(ONE_CENT, perJobLimit) };
    if (input.kind === 'file') {
      const seconds = input.durationMs / 1_000;
      return { amount: largest(ONE_CENT, priceOfLength(request, seconds)), seconds };
    }
  }
  throw new BotError('internal', `A ${input.kind} is nothing ${request.service} can be made of`);
}

/** The most that speaking one part can cost. Each part is billed as a job of its own. */
export function quoteForPart(
  request: SpeechRequest,
  part: string,
): { readonly amount: MicroDollars; readonly seconds: number } {
  const seconds = speechSecondsUpperBound(part, request);
  return { amount: largest(ONE_CENT, speechPrice(seconds), priceOfCharacters(part)), seconds };
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
 * the length it reports, at the published price; else the quote. In whole cents and at least one.
 */
export function actualCost(request: JobRequest, job: ProviderJob, quote: Pick<Quote, 'amount'>): ActualCost {
  // Zero stands for “not filled in”: no completed job is free.
  const { credits = 0, durationSeconds = 0 } = job;
  if (request.service === 'speech' && credits > 0) {
    return { amount: largest(ONE_CENT, priceOfCredits(credits)), basis: 'credits' };
  }
  if (durationSeconds > 0) {
    return { amount: largest(ONE_CENT, priceOfLength(request, durationSeconds)), basis: 'measured-duration' };
  }
  return { amount: quote.amount, basis: 'quote' };
}

/** What so many seconds cost: of speech and music as they come out, of everything else as it goes in. */
function priceOfLength(request: JobRequest, seconds: number): MicroDollars {
  if (request.service === 'speech') return speechPrice(seconds);
  if (request.service === 'stems') return stemPrice(request.mode, seconds);
  return soundPrice(request.service, seconds);
}

function largest(...amounts: readonly MicroDollars[]): MicroDollars {
  return microDollarsOf(Math.max(...amounts));
}
