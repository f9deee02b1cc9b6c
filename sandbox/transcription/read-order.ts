import { hear } from '../dialogue/hear.ts';
import type { Said } from '../dialogue/said.ts';
import { readSpeakers, type SpeakerHints } from '../dialogue/speakers.ts';
import type { SpokenMemory } from '../dialogue/spoken-memory.ts';
import { refuse, refuseField } from '../http/api-error.ts';
import type { Call } from '../http/route.ts';
import { linkedSound, type SoundDeps, type SoundSource, uploadedSound } from '../input/sound-source.ts';

/** What the responses of a transcription report about its order. */
export interface TranscriptionDetails {
  readonly sources: readonly SoundSource[];
  /** Total length of all recordings. */
  readonly durationMs: number;
  /** As requested; null to detect it. */
  readonly language: string | null;
  readonly diarizes: boolean;
  readonly speakers: SpeakerHints;
  readonly words: boolean;
  /** What was recognized; absent when the sandbox did not make the speech, and samples take its place. */
  readonly heard?: readonly Said[];
}

const LANGUAGE = /^(?:auto|[a-z]{2,3}(?:[-_][a-z]{2,4})?)$/i;

/**
 * Reads an order in either dialect's names (AudioPod API notes 6.1): one or more URLs, or one or more files.
 *
 * @throws {ApiError} 400 or 422 when it is invalid.
 */
export async function readOrder(
  deps: SoundDeps & { readonly memory: SpokenMemory },
  call: Call,
): Promise<TranscriptionDetails> {
  const { form } = call;
  const language = form.text('language') ?? null;
  if (language !== null && !LANGUAGE.test(language)) throw refuseField('language', 'Unknown language');
  const order = {
    language,
    diarizes: form.boolean('enable_speaker_diarization') ?? form.boolean('diarize') ?? false,
    speakers: readSpeakers(form),
    words: form.boolean('word_timestamps') ?? form.boolean('enable_word_timestamps') ?? true,
  };
  const sources = await readSources(deps, call);
  const heard = hear(sources, deps.memory);
  const durationMs = sources.reduce((sum, source) => sum + source.durationMs, 0);
  return { ...order, sources, durationMs, ...(heard.length > 0 && { heard }) };
}

async function readSources(deps: SoundDeps, { form, origin }: Call): Promise<readonly SoundSource[]> {
  const urls =
    ['url', 'urls', 'source_urls'].map((name) => form.texts(name)).find((list) => list.length > 0) ?? [];
  const uploads = form.uploads.filter(({ field }) => field === 'files' || field === 'file');
  if (urls.length > 0 === uploads.length > 0) throw refuse(400, 'Provide either urls or files');
  return uploads.length > 0
    ? Promise.all(uploads.map((upload) => uploadedSound(deps, upload)))
    : Promise.all(urls.map((url) => linkedSound(deps, url, origin)));
}
