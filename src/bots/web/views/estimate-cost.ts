import { z } from 'zod';
import { COMMANDS } from '../../../commands/catalog.ts';
import { parseLine } from '../../../commands/dispatch/parse-line.ts';
import { musicTaskOf, usualSeconds } from '../../../commands/music.ts';
import { languageFor } from '../../../commands/options/language.ts';
import { urlsIn } from '../../../commands/transcribe.ts';
import type { Defaults } from '../../../core/accounts/member-defaults.ts';
import { BotError } from '../../../core/model/errors.ts';
import { speechParts } from '../../../core/model/job/speech-text.ts';
import { formatUsd, ZERO } from '../../../core/model/money/money.ts';
import type { JobMoneyLimits } from '../../../core/wallet/limits/budget-reader.ts';
import { mostForLinks } from '../../../core/wallet/limits/link-rules.ts';
import type { PriceList } from '../../../core/wallet/pricing/price-list.ts';
import { type Priced, quoteFor } from '../../../core/wallet/pricing/prices.ts';
import { speechLength } from '../../../core/wallet/pricing/speech-duration.ts';
import type { EstimateView } from '../protocol/session-view.ts';

const text = z.string().trim().min(1).optional();
const speech = z.object({
  text: z.string().trim().min(1),
  speed: z.number().default(1),
  language: text,
});
const music = z.object({ duration: z.number().optional() });
const audio = z.object({ url: text });

type ServiceByDuration = Extract<Priced, { readonly links: number }>['service'];

/** Commands whose price depends on the duration of the audio alone. */
const BY_DURATION: Readonly<Partial<Record<string, ServiceByDuration>>> = {
  stems: 'stems',
  transcribe: 'transcription',
  diarize: 'diarization',
  denoise: 'denoise',
};

/** The prices and defaults behind an estimate. */
export interface EstimateContext {
  /** What one job, and each link, may reserve. */
  readonly limits: JobMoneyLimits;
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
  { limits, prices, defaults }: EstimateContext,
): EstimateView {
  const priced = pricedUnlessRefused(line, fileSeconds, defaults);
  if (priced === undefined) return { isTooMuch: false };
  const { perJob } = limits;
  const most = 'links' in priced ? mostForLinks(priced.links, limits) : ZERO;
  // Without a limit of its own, nothing is known of a link's price.
  if (most === null) return { isTooMuch: false };
  const { amount } = quoteFor(priced, most, prices);
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
    return subcommand === 'clone' ? withLength('clone', 0, fileSeconds) : undefined;
  }
  const service = BY_DURATION[name];
  const { data } = audio.safeParse(values);
  return service === undefined || data === undefined
    ? undefined
    : withLength(service, linksIn(name, data.url), fileSeconds);
}

/** Only transcripts take several links. */
function linksIn(name: string, typed: string | undefined): number {
  if (typed === undefined) return 0;
  return name === 'transcribe' ? urlsIn(typed).length : 1;
}

/** Adds the length of an attached file, or the number of links; `undefined` without either. */
function withLength(
  service: ServiceByDuration,
  links: number,
  fileSeconds: number | undefined,
): Priced | undefined {
  if (links > 0) return { service, links };
  return fileSeconds === undefined ? undefined : { service, seconds: fileSeconds };
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
