import type { Contour } from '../audio/contour.ts';
import { findSpeech, type Match } from './match-contours.ts';

/** Speech that the sandbox made. */
export interface Spoken {
  readonly text: string;
  /** The name of the voice. */
  readonly voice: string;
  readonly contour: Contour;
}

/** Speech recognized in a recording. */
export interface Recalled extends Match {
  readonly spoken: Spoken;
}

const MOST_REMEMBERED = 100;
/** Below this share of the strongest frame there is nothing to hear. */
const AUDIBLE = 0.15;
/** The share of what can be heard that must be recognized. */
const LEAST_RECOGNIZED = 0.8;

/** What the sandbox said, so that it can tell the words of its own speech, however the file was encoded since. */
export class SpokenMemory {
  /** Oldest first. */
  #spoken: readonly Spoken[] = [];

  remember(spoken: Spoken): void {
    const others = this.#spoken.filter(
      ({ text, voice, contour }) =>
        text !== spoken.text || voice !== spoken.voice || contour.length !== spoken.contour.length,
    );
    this.#spoken = [...others, spoken].slice(-MOST_REMEMBERED);
  }

  /** Returns what is said in a recording, in order; nothing unless that is most of what can be heard. */
  recall(recording: Contour): readonly Recalled[] {
    const found = this.#spoken
      .flatMap((spoken) =>
        findSpeech(recording, spoken.contour).map((match): Recalled => ({ ...match, spoken })),
      )
      // Of two that are as like, the latest was probably meant.
      .toReversed()
      .toSorted((a, b) => b.likeness - a.likeness);
    const kept: Recalled[] = [];
    for (const one of found) if (!kept.some((other) => isSamePlace(one, other))) kept.push(one);
    return recognizedShare(recording, kept) < LEAST_RECOGNIZED
      ? []
      : kept.toSorted((a, b) => a.frame - b.frame);
  }
}

/** Whether more than a fifth of one overlaps the other; a little may be inaccuracy. */
function isSamePlace(a: Recalled, b: Recalled): boolean {
  const shared = Math.min(endOf(a), endOf(b)) - Math.max(a.frame, b.frame);
  return shared > Math.min(a.spoken.contour.length, b.spoken.contour.length) / 5;
}

function endOf({ frame, spoken }: Recalled): number {
  return frame + spoken.contour.length;
}

function recognizedShare(recording: Contour, found: readonly Recalled[]): number {
  const floor = AUDIBLE * recording.reduce((strongest, value) => Math.max(strongest, value), 0);
  const audible = [...recording.keys()].filter((frame) => (recording[frame] ?? 0) > floor);
  if (audible.length === 0) return 0;
  const known = audible.filter((frame) => found.some((one) => frame >= one.frame && frame < endOf(one)));
  return known.length / audible.length;
}
