import { z } from 'zod';
import { COMMANDS } from '../../commands/catalog.ts';
import { parseLine } from '../../commands/dispatch/parse-line.ts';
import { musicTaskOf, usualSeconds } from '../../commands/music.ts';
import { languageFor } from '../../commands/options/language.ts';
import type { Defaults } from '../../core/accounts/member-defaults.ts';
import { BotError } from '../../core/model/errors.ts';
import type { Input } from '../../core/model/job/job.ts';
import { type JobRequest, SINGLE_STEMS, STEM_MODES } from '../../core/model/job/request.ts';
import { formatUsd, type MicroDollars, ZERO } from '../../core/model/money/money.ts';
import type { PriceList } from '../../core/wallet/pricing/price-list.ts';
import { quoteFor } from '../../core/wallet/pricing/prices.ts';
import type { EstimateView } from './view.ts';

const words = z.string().trim().min(1).optional();
const speech = z.object({
  text: z.string().trim().min(1),
  speed: z.number().default(1),
  language: words,
});
const stems = z.object({
  url: words,
  mode: z.enum(STEM_MODES).optional(),
  stem: z.enum(SINGLE_STEMS).optional(),
});
const music = z.object({ duration: z.number().optional() });
const sound = z.object({ url: words });
const sample = z.object({ consent: z.literal(true) });

/** Where a sound comes from makes no difference to its price. */
const ANY_SOURCE = { kind: 'url', url: '' } as const;
/** What costs by the length of a sound alone. */
const LISTENING: Readonly<Partial<Record<string, JobRequest>>> = {
  transcribe: { service: 'transcription', source: ANY_SOURCE, format: 'txt', speakers: false, words: false },
  diarize: { service: 'diarization', source: ANY_SOURCE },
  denoise: { service: 'denoise', source: ANY_SOURCE },
};
const CLONE: JobRequest = {
  service: 'clone',
  source: { kind: 'attachment', ref: '', name: '' },
  name: '',
  consent: { member: '', atMs: 0 },
};

/** Prices do not depend on who speaks. */
const ANY_VOICE = { id: '', name: '' };

/** What a cost is foreseen with. */
export interface Foresight {
  /** The most that one job may cost; `null` for no limit. */
  readonly perJob: MicroDollars | null;
  readonly prices: PriceList;
  /** What stands for whoever asks. */
  readonly defaults: Defaults;
}

/**
 * What a line would cost, from the words alone: nothing is looked up and nothing begins. A bound (`≤`) where the
 * bot itself would reserve that much; a guess (`≈`) where the page measured the file, which the bot measures again.
 *
 * @param fileSeconds how long the attached audio lasts, as far as the page could tell.
 */
export function estimateCost(
  line: string,
  fileSeconds: number | undefined,
  { perJob, prices, defaults }: Foresight,
): EstimateView {
  const job = jobUnlessRefused(line, fileSeconds, defaults);
  if (job === undefined) return { isTooMuch: false };
  // What a link costs is bounded by nothing but that limit.
  if (job.input.kind === 'url' && perJob === null) return { isTooMuch: false };
  const { amount } = quoteFor(job.request, job.input, perJob ?? ZERO, prices);
  const sign = job.input.kind === 'file' ? '≈' : '≤';
  return { cost: `${sign} ${formatUsd(amount)}`, isTooMuch: perJob !== null && amount > perJob };
}

interface Foreseen {
  readonly request: JobRequest;
  readonly input: Input;
}

/** A line still being typed is seldom one the bot would take; that is no fault. */
function jobUnlessRefused(
  line: string,
  fileSeconds: number | undefined,
  defaults: Defaults,
): Foreseen | undefined {
  try {
    return jobIn(understand(line), fileSeconds, defaults);
  } catch (error) {
    if (error instanceof BotError) return undefined;
    throw error;
  }
}

function jobIn(
  { name, subcommand, values }: Typed,
  fileSeconds: number | undefined,
  defaults: Defaults,
): Foreseen | undefined {
  if (name === 'tts') {
    const { data } = speech.safeParse(values);
    if (data === undefined) return undefined;
    const { text, speed } = data;
    const language = languageFor(data.language, defaults);
    const request: JobRequest = {
      service: 'speech',
      text: { kind: 'inline', text },
      voice: ANY_VOICE,
      speed,
      as: 'file',
      ...(language === undefined ? {} : { language }),
    };
    return { request, input: { kind: 'text', text } };
  }
  if (name === 'stems') {
    const { data } = stems.safeParse(values);
    const input = data === undefined ? undefined : songIn(data.url, fileSeconds);
    if (data === undefined || input === undefined) return undefined;
    const mode = data.mode ?? (data.stem === undefined ? 'four' : 'single');
    return { request: { service: 'stems', source: ANY_SOURCE, mode }, input };
  }
  if (name === 'music') {
    const { data } = music.safeParse(values);
    const task = musicTaskOf(subcommand);
    if (data === undefined || task === undefined) return undefined;
    const durationSeconds = data.duration ?? usualSeconds(task);
    return { request: { service: 'music', task, durationSeconds }, input: { kind: 'nothing' } };
  }
  if (name === 'voice') {
    const isClone = subcommand === 'clone' && sample.safeParse(values).success;
    const input = songIn(undefined, fileSeconds);
    return isClone && input !== undefined ? { request: CLONE, input } : undefined;
  }
  const request = LISTENING[name];
  const { data } = sound.safeParse(values);
  const input = data === undefined ? undefined : songIn(data.url, fileSeconds);
  return request === undefined || input === undefined ? undefined : { request, input };
}

function songIn(url: string | undefined, fileSeconds: number | undefined): Input | undefined {
  if (url !== undefined) return { kind: 'url', url };
  if (fileSeconds === undefined) return undefined;
  const durationMs = fileSeconds * 1_000;
  return { kind: 'file', path: '', durationMs, sizeBytes: 0, extension: '', mimeType: '' };
}

/** A line that the bot would take so far, and its values as the command itself reads them. */
interface Typed {
  readonly name: string;
  readonly subcommand: string | undefined;
  readonly values: object;
}

function understand(line: string): Typed {
  const { command, action, raw } = parseLine(line, COMMANDS);
  // Refuses whatever the command would refuse by its options alone.
  action.read(raw);
  const values = Object.entries(raw).flatMap(([name, given]) => {
    const isBlank = typeof given === 'string' && given.trim() === '';
    return isBlank ? [] : [[name, action.options[name]?.read(given, name)]];
  });
  const subcommands = 'subcommands' in command ? Object.entries(command.subcommands) : [];
  return {
    name: command.name,
    subcommand: subcommands.find(([, one]) => one === action)?.[0],
    values: Object.fromEntries(values),
  };
}
