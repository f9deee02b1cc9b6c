import { z } from 'zod';
import { COMMANDS } from '../../commands/catalog.ts';
import { USUAL_SECONDS } from '../../commands/music.ts';
import { parseLine } from '../../commands/parse-line.ts';
import { BotError } from '../../core/errors.ts';
import type { Input } from '../../core/jobs/job.ts';
import { type JobRequest, SINGLE_STEMS, STEM_MODES } from '../../core/jobs/request.ts';
import { formatUsd, type MicroDollars } from '../../core/wallet/money.ts';
import { quoteFor } from '../../core/wallet/prices.ts';
import type { EstimateView } from './view.ts';

const speech = z.object({
  text: z.string().trim().min(1),
  speed: z.coerce.number().min(0.25).max(4).default(1),
  language: z.string().trim().optional(),
});
const stems = z.object({
  url: z.string().trim().min(1).optional(),
  mode: z.enum(STEM_MODES).optional(),
  stem: z.enum(SINGLE_STEMS).optional(),
});

const words = z.string().trim().min(1).optional();
/** Described, or with words to sing, or both. */
const music = z
  .object({ prompt: words, lyrics: words, duration: z.coerce.number().positive().optional() })
  .refine(({ prompt, lyrics }) => prompt !== undefined || lyrics !== undefined);
const sound = z.object({ url: z.string().trim().min(1).optional() });

/** Where a sound comes from makes no difference to its price. */
const ANY_SOURCE = { kind: 'url', url: '' } as const;
/** What costs by the length of a sound alone. */
const LISTENING: Readonly<Record<string, JobRequest>> = {
  transcribe: { service: 'transcription', source: ANY_SOURCE, format: 'txt', speakers: false, words: false },
  diarize: { service: 'diarization', source: ANY_SOURCE },
  denoise: { service: 'denoise', source: ANY_SOURCE },
};

/** Prices do not depend on who speaks. */
const ANY_VOICE = { id: '', name: '' };

/**
 * What a line would cost, from the words alone: nothing is looked up and nothing begins. A bound (`≤`) where the
 * bot itself would reserve that much; a guess (`≈`) where the page measured the file, which the bot measures again.
 *
 * @param fileSeconds how long the attached audio lasts, as far as the page could tell.
 */
export function foreseeCost(
  line: string,
  fileSeconds: number | undefined,
  perJobLimit: MicroDollars,
): EstimateView {
  const job = jobIn(line, fileSeconds);
  if (job === undefined) return { isTooMuch: false };
  const { amount } = quoteFor(job.request, job.input, perJobLimit);
  const sign = job.input.kind === 'file' ? '≈' : '≤';
  return { cost: `${sign} ${formatUsd(amount)}`, isTooMuch: amount > perJobLimit };
}

function jobIn(
  line: string,
  fileSeconds: number | undefined,
): { readonly request: JobRequest; readonly input: Input } | undefined {
  const typed = understood(line);
  if (typed?.name === 'tts') {
    const { data } = speech.safeParse(typed.raw);
    if (data === undefined) return undefined;
    const { text, speed, language } = data;
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
  if (typed?.name === 'stems') {
    const { data } = stems.safeParse(typed.raw);
    const input = data === undefined ? undefined : songIn(data.url, fileSeconds);
    if (data === undefined || input === undefined) return undefined;
    const mode = data.mode ?? (data.stem === undefined ? 'four' : 'single');
    return { request: { service: 'stems', source: ANY_SOURCE, mode }, input };
  }
  if (typed?.name === 'music') {
    const { data } = music.safeParse(typed.raw);
    if (data === undefined) return undefined;
    const durationSeconds = data.duration ?? USUAL_SECONDS;
    const request: JobRequest = { service: 'music', task: 'text2music', durationSeconds };
    return { request, input: { kind: 'nothing' } };
  }
  const request = typed === undefined ? undefined : LISTENING[typed.name];
  const { data } = sound.safeParse(typed?.raw);
  const input = data === undefined ? undefined : songIn(data.url, fileSeconds);
  return request === undefined || input === undefined ? undefined : { request, input };
}

function songIn(url: string | undefined, fileSeconds: number | undefined): Input | undefined {
  if (url !== undefined) return { kind: 'url', url };
  if (fileSeconds === undefined) return undefined;
  const durationMs = fileSeconds * 1_000;
  return { kind: 'file', path: '', durationMs, sizeBytes: 0, extension: '', mimeType: '' };
}

/** A line still being typed is seldom one the bot would take; that is no fault. */
function understood(line: string): { readonly name: string; readonly raw: object } | undefined {
  try {
    const { command, raw } = parseLine(line, COMMANDS);
    return { name: command.name, raw };
  } catch (error) {
    if (error instanceof BotError) return undefined;
    throw error;
  }
}
