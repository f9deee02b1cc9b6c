import { z } from 'zod';
import { COMMANDS } from '../../../commands/catalog.ts';
import { parseLine } from '../../../commands/dispatch/parse-line.ts';
import { musicTaskOf, usualSeconds } from '../../../commands/music.ts';
import { languageFor } from '../../../commands/options/language.ts';
import type { Defaults } from '../../../core/accounts/member-defaults.ts';
import { BotError } from '../../../core/model/errors.ts';
import { speechParts } from '../../../core/model/job/speech-text.ts';
import { formatUsd, type MicroDollars, ZERO } from '../../../core/model/money/money.ts';
import type { PriceList } from '../../../core/wallet/pricing/price-list.ts';
import { isOfUnknownLength, type Priced, quoteFor } from '../../../core/wallet/pricing/prices.ts';
import { speechLength } from '../../../core/wallet/pricing/speech-duration.ts';
import type { EstimateView } from '../protocol/view.ts';

const text = z.string().trim().min(1).optional();
const speech = z.object({
  text: z.string().trim().min(1),
  speed: z.number().default(1),
  language: text,
});
const music = z.object({ duration: z.number().optional() });
const audio = z.object({ url: text });
const sample = z.object({ consent: z.literal(true) });

type PricedByDuration = Exclude<Priced, { readonly service: 'speech' | 'music' }>;

/** Commands whose price depends on the duration of the audio alone. */
const BY_DURATION: Readonly<Partial<Record<string, PricedByDuration['service']>>> = {
  stems: 'stems',
  transcribe: 'transcription',
  diarize: 'diarization',
  denoise: 'denoise',
};

/** The prices and defaults behind an estimate. */
export interface EstimateContext {
  /** The per-job limit; `null` for none. */
  readonly perJob: MicroDollars | null;
  readonly prices: PriceList;
  /** The member's default options. */
  readonly defaults: Defaults;
}

/**
 * Estimates what a line would cost from its text alone: nothing is looked up and no job starts. A bound (`≤`)
 * when the bot would reserve that much; an approximation (`≈`) when the page measured the file, which the bot
 * measures again.
 *
 * @param fileSeconds duration of the attached audio, when the page could read it.
 */
export function estimateCost(
  line: string,
  fileSeconds: number | undefined,
  { perJob, prices, defaults }: EstimateContext,
): EstimateView {
  const priced = pricedUnlessRefused(line, fileSeconds, defaults);
  if (priced === undefined) return { isTooMuch: false };
  if (isOfUnknownLength(priced) && perJob === null) return { isTooMuch: false };
  const { amount } = quoteFor(priced, perJob ?? ZERO, prices);
  const isMeasured = 'seconds' in priced && priced.service !== 'music';
  return {
    cost: `${isMeasured ? '≈' : '≤'} ${formatUsd(amount)}`,
    isTooMuch: perJob !== null && amount > perJob,
  };
}

/**
 * Returns what the price of a line depends on, if it is complete: a line still being typed seldom is, which is
 * no error.
 */
function pricedUnlessRefused(
  line: string,
  fileSeconds: number | undefined,
  defaults: Defaults,
): Priced | undefined {
  try {
    return pricedIn(readLine(line), fileSeconds, defaults);
  } catch (error) {
    if (error instanceof BotError) return undefined;
    throw error;
  }
}

function pricedIn(
  { name, subcommand, values }: ParsedLine,
  fileSeconds: number | undefined,
  defaults: Defaults,
): Priced | undefined {
  if (name === 'tts') {
    const { data } = speech.safeParse(values);
    if (data === undefined) return undefined;
    const language = languageFor(data.language, defaults);
    const pace = { speed: data.speed, ...(language === undefined ? {} : { language }) };
    return { service: 'speech', parts: speechParts(data.text).map((part) => speechLength(part, pace)) };
  }
  if (name === 'music') {
    const { data } = music.safeParse(values);
    const task = musicTaskOf(subcommand);
    if (data === undefined || task === undefined) return undefined;
    return { service: 'music', seconds: data.duration ?? usualSeconds(task) };
  }
  if (name === 'voice') {
    const isClone = subcommand === 'clone' && sample.safeParse(values).success;
    return isClone ? withLength({ service: 'clone' }, undefined, fileSeconds) : undefined;
  }
  const service = BY_DURATION[name];
  const { data } = audio.safeParse(values);
  return service === undefined || data === undefined
    ? undefined
    : withLength({ service }, data.url, fileSeconds);
}

/** Adds the length of an attached file. An address has none; `undefined` without either. */
function withLength(
  priced: PricedByDuration,
  url: string | undefined,
  fileSeconds: number | undefined,
): Priced | undefined {
  if (url !== undefined) return priced;
  return fileSeconds === undefined ? undefined : { ...priced, seconds: fileSeconds };
}

/** A line that is valid so far, with its values as the command reads them. */
interface ParsedLine {
  readonly name: string;
  readonly subcommand: string | undefined;
  readonly values: Readonly<Record<string, unknown>>;
}

function readLine(line: string): ParsedLine {
  const { command, action, raw } = parseLine(line, COMMANDS);
  // Refuses whatever the command would refuse by its options alone.
  const { values } = action.read(raw);
  const subcommands = 'subcommands' in command ? Object.entries(command.subcommands) : [];
  return {
    name: command.name,
    subcommand: subcommands.find(([, one]) => one === action)?.[0],
    values,
  };
}
