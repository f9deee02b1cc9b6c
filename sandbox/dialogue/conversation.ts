import { naturalMs, type Said, saidFrom } from './said.ts';
import { sentencesIn } from './sentences.ts';

/** A recording and the number of its speakers. */
export interface Recording {
  readonly durationMs: number;
  readonly language: string;
  readonly speakers: number;
}

const PAUSE_MS = 300;

/** Too short to start another sentence. */
const LEFTOVER_MS = 500;

/**
 * Returns a sample conversation that fills a recording: sentences in a fixed order, the speakers taking turns.
 *
 * Everyone speaks at least once, however short the recording is, and nothing extends past its end.
 */
export function conversation({ durationMs, language, speakers }: Recording): readonly Said[] {
  const texts = sentencesIn(language);
  const longestMs = durationMs / speakers;
  const pauseMs = Math.min(PAUSE_MS, longestMs / 10);
  const said: Said[] = [];
  let startMs = Math.min(50, pauseMs);
  while (said.length < speakers || startMs < durationMs - LEFTOVER_MS) {
    const text = texts[said.length % texts.length] ?? '';
    const endMs = Math.min(startMs + Math.min(naturalMs(text), longestMs - pauseMs), durationMs);
    said.push(saidFrom({ speaker: said.length % speakers, text, language }, startMs, endMs));
    startMs = endMs + pauseMs;
  }
  return said;
}
