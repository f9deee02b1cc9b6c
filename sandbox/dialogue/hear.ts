import { type Contour, FRAME_MS } from '../audio/contour.ts';
import { withoutDirections } from '../audio/split-script.ts';
import { naturalMs, type Said, saidFrom } from './said.ts';
import type { Recalled, SpokenMemory } from './spoken-memory.ts';

/** A recording to recognize; one that was never decoded has no contour. */
export interface HeardRecording {
  readonly durationMs: number;
  readonly contour?: Contour;
}

/**
 * Returns what is said in recordings, one after the other, if the sandbox made the speech in each of them;
 * otherwise nothing. Every voice is one speaker.
 */
export function hear(recordings: readonly HeardRecording[], memory: SpokenMemory): readonly Said[] {
  const recalled = recordings.map(({ contour }) => (contour === undefined ? [] : memory.recall(contour)));
  if (recalled.some((found) => found.length === 0)) return [];
  const voices = [...new Set(recalled.flat().map(({ spoken }) => spoken.voice))];
  let startMs = 0;
  return recordings.flatMap(({ durationMs }, index) => {
    const fromMs = startMs;
    startMs += durationMs;
    return (recalled[index] ?? []).flatMap((one) =>
      recite(one, voices.indexOf(one.spoken.voice), fromMs, fromMs + durationMs),
    );
  });
}

/**
 * Returns the sentences of recognized speech, timed by where it was found and each in proportion to its length.
 * Nothing extends past the recording, which lasts from one moment to another.
 */
function recite({ frame, spoken }: Recalled, speaker: number, fromMs: number, toMs: number): readonly Said[] {
  const texts = sentencesOf(withoutDirections(spoken.text));
  const totalMs = texts.reduce((sum, text) => sum + naturalMs(text), 0);
  const stretch = (spoken.contour.length * FRAME_MS) / Math.max(1, totalMs);
  const within = (ms: number): number => Math.min(toMs, Math.max(fromMs, ms));
  let atMs = fromMs + frame * FRAME_MS;
  return texts.map((text) => {
    const startMs = within(atMs);
    atMs += naturalMs(text) * stretch;
    return saidFrom({ speaker, text, language: languageOf(text) }, startMs, within(atMs));
  });
}

/** Returns the language of a text, as far as its script tells; English by default. */
export function languageOf(text: string): string {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return 'ja';
  if (/\p{Script=Hangul}/u.test(text)) return 'ko';
  return /\p{Script=Han}/u.test(text) ? 'zh' : 'en';
}

function sentencesOf(text: string): readonly string[] {
  return Array.from(new Intl.Segmenter(undefined, { granularity: 'sentence' }).segment(text))
    .map(({ segment }) => segment.trim())
    .filter((sentence) => sentence !== '');
}
