import { createHash } from 'node:crypto';
import { refuse, refuseField, refuseWithCode } from '../http/api-error.ts';
import type { Call } from '../http/route.ts';
import { type SoundDeps, type SoundSource, uploadedSound } from '../input/sound-source.ts';
import { CUSTOM, GENRES, type Genre } from './genres.ts';
import type { MusicTask } from './tasks.ts';

/** Output formats; an order without one gets `flac` (AudioPod API notes 2.2). */
const FORMATS = ['flac', 'wav', 'mp3', 'ogg'] as const;
export type MusicFormat = (typeof FORMATS)[number];

/** A music order as responses report it. */
export interface MusicDetails {
  readonly task: MusicTask;
  readonly prompt: string;
  readonly lyrics: string;
  readonly durationMs: number;
  readonly genreName: string | null;
  readonly genre: Genre;
  readonly displayName: string | null;
  readonly thumbnailUrl: string | null;
  readonly format: MusicFormat;
  readonly premium: boolean;
  /** The same order with the same seed sounds the same. */
  readonly seed: number;
  readonly source?: Extract<SoundSource, { kind: 'FILE' }>;
}

const PROMPT_MAX_CHARS = 2048;
const LYRICS_MAX_CHARS = 10_000;

/**
 * Reads an order for music (AudioPod API notes 2.2 to 2.4).
 *
 * @throws {ApiError} 400 or 422 when it is invalid.
 */
export async function readOrder(task: MusicTask, deps: SoundDeps, { form }: Call): Promise<MusicDetails> {
  const prompt = form.text('prompt') ?? form.text('caption');
  const lyrics = form.text('lyrics');
  const upload = form.upload('file');
  const given = { prompt, lyrics, file: upload };
  for (const need of task.needs) {
    if (given[need] === undefined) throw refuseField(need, 'Field required', 'missing');
    if (given[need] === '') throw refuse(400, `${need} must not be empty`);
  }
  if ([...(prompt ?? '')].length > PROMPT_MAX_CHARS) {
    throw refuseWithCode(400, 'invalid_caption', `prompt is longer than ${PROMPT_MAX_CHARS} characters`);
  }
  if ([...(lyrics ?? '')].length > LYRICS_MAX_CHARS) throw refuse(400, 'lyrics are too long');
  const genreName = form.text('genre_preset') ?? null;
  const genre = genreName === null ? CUSTOM : GENRES.get(genreName);
  if (genre === undefined) throw refuse(400, 'Unknown genre_preset');
  const format = FORMATS.find((known) => known === (form.text('format') ?? 'flac'));
  if (format === undefined) throw refuseField('format', `Input should be ${FORMATS.join(', ')}`);
  const askedSeconds = secondsOf(form, task);
  const source = upload !== undefined && task.takesFile ? await uploadedSound(deps, upload) : undefined;
  return {
    task,
    prompt: prompt ?? '',
    lyrics: lyrics ?? '',
    durationMs: askedSeconds === undefined ? usualMs(task, source) : Math.round(askedSeconds * 1000),
    genreName,
    genre,
    displayName: form.text('display_name') ?? source?.name ?? null,
    thumbnailUrl: form.text('thumbnail_url') ?? null,
    format,
    premium: form.text('quality') === 'premium',
    seed: seedOf(form.number('seed'), `${task.name}\n${prompt}\n${lyrics}`),
    ...(source && { source }),
  };
}

/** Returns the ordered length. `undefined` and -1 leave it to the service. */
function secondsOf(form: Call['form'], { maxSeconds }: MusicTask): number | undefined {
  const field = ['audio_duration', 'duration', 'duration_seconds'].find(
    (name) => form.text(name) !== undefined,
  );
  const asked = field === undefined ? undefined : form.number(field);
  if (field === undefined || asked === undefined || asked === -1) return undefined;
  if (asked < 1 || asked > maxSeconds) {
    throw refuseField(field, `Input should be from 1 to ${maxSeconds}`, 'range');
  }
  return asked;
}

function usualMs({ usualSeconds, maxSeconds }: MusicTask, source: SoundSource | undefined): number {
  if (source === undefined) return usualSeconds * 1000;
  return Math.max(1000, Math.min(maxSeconds * 1000, source.durationMs));
}

function seedOf(given: number | undefined, order: string): number {
  if (given !== undefined && given >= 0) return Math.trunc(given);
  return createHash('sha256').update(order).digest().readUInt16BE();
}
