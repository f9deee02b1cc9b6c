import { z } from 'zod';
import { COMMANDS } from '../../../commands/catalog.ts';
import { parseLine } from '../../../commands/dispatch/parse-line.ts';
import { musicTaskOf, usualSeconds } from '../../../commands/music.ts';
import { languageFor } from '../../../commands/options/language.ts';
import type { Defaults } from '../../../core/accounts/member-defaults.ts';
import { BotError } from '../../../core/model/errors.ts';
import type { Input } from '../../../core/model/job/job.ts';
import { type JobRequest, SINGLE_STEMS, STEM_MODES } from '../../../core/model/job/request.ts';
import { formatUsd, type MicroDollars, ZERO } from '../../../core/model/money/money.ts';
import type { PriceList } from '../../../core/wallet/pricing/price-list.ts';
import { isLink, quoteFor } from '../../../core/wallet/pricing/prices.ts';
import type { EstimateView } from '../protocol/view.ts';

const text = z.string().trim().min(1).optional();
const speech = z.object({
  text: z.string().trim().min(1),
  speed: z.number().default(1),
  language: text,
});
const stems = z.object({
  url: text,
  mode: z.enum(STEM_MODES).optional(),
  stem: z.enum(SINGLE_STEMS).optional(),
});
const music = z.object({ duration: z.number().optional() });
const audio = z.object({ url: text });
const sample = z.object({ consent: z.literal(true) });

/** The price does not depend on where the audio comes from. */
const ANY_SOURCE = { kind: 'url', url: '' } as const;
/** Commands whose price depends on the duration of the audio alone. */
const BY_DURATION: Readonly<Partial<Record<string, JobRequest>>> = {
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

/** The price does not depend on the voice. */
const ANY_VOICE = { id: '', name: '' };

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
  const job = jobUnlessRefused(line, fileSeconds, defaults);
  if (job === undefined) return { isTooMuch: false };
  // Only that limit bounds what a link costs.
  if (job.input === undefined && isLink(job.request) && perJob === null) return { isTooMuch: false };
  const { amount } = quoteFor(job.request, job.input, perJob ?? ZERO, prices);
  const sign = job.input?.kind === 'file' ? '≈' : '≤';
  return { cost: `${sign} ${formatUsd(amount)}`, isTooMuch: perJob !== null && amount > perJob };
}

interface PricedJob {
  readonly request: JobRequest;
  /** The file beside the line; absent where the line says everything. */
  readonly input?: Input;
}

/** Returns the job of a line, if it is complete: a line still being typed seldom is, which is no error. */
function jobUnlessRefused(
  line: string,
  fileSeconds: number | undefined,
  defaults: Defaults,
): PricedJob | undefined {
  try {
    return jobIn(readLine(line), fileSeconds, defaults);
  } catch (error) {
    if (error instanceof BotError) return undefined;
    throw error;
  }
}

function jobIn(
  { name, subcommand, values }: ParsedLine,
  fileSeconds: number | undefined,
  defaults: Defaults,
): PricedJob | undefined {
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
    return { request };
  }
  if (name === 'stems') {
    const { data } = stems.safeParse(values);
    if (data === undefined) return undefined;
    const mode = data.mode ?? (data.stem === undefined ? 'four' : 'single');
    return withAudio({ service: 'stems', source: ANY_SOURCE, mode }, data.url, fileSeconds);
  }
  if (name === 'music') {
    const { data } = music.safeParse(values);
    const task = musicTaskOf(subcommand);
    if (data === undefined || task === undefined) return undefined;
    const durationSeconds = data.duration ?? usualSeconds(task);
    return { request: { service: 'music', task, durationSeconds } };
  }
  if (name === 'voice') {
    const isClone = subcommand === 'clone' && sample.safeParse(values).success;
    return isClone ? withAudio(CLONE, undefined, fileSeconds) : undefined;
  }
  const request = BY_DURATION[name];
  const { data } = audio.safeParse(values);
  return request === undefined || data === undefined ? undefined : withAudio(request, data.url, fileSeconds);
}

/** Returns the request with the address that was typed, or the file that was attached; `undefined` without either. */
function withAudio(
  request: JobRequest,
  url: string | undefined,
  fileSeconds: number | undefined,
): PricedJob | undefined {
  if (url !== undefined) return { request };
  if (fileSeconds === undefined) return undefined;
  const durationMs = fileSeconds * 1_000;
  return {
    request,
    input: { kind: 'file', path: '', durationMs, sizeBytes: 0, extension: '', mimeType: '' },
  };
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
