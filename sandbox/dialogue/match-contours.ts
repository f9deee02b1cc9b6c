import type { Contour } from '../audio/contour.ts';

/** A place in a recording that sounds like known speech. */
export interface Match {
  /** The first frame of the speech in the recording; negative when its beginning was cut off. */
  readonly frame: number;
  /** Pearson’s correlation, 1 for the same. */
  readonly likeness: number;
}

/** Speech that was compressed with loss stays above this; other words stay below, and single words may come near. */
const ALIKE = { words: 0.98, text: 0.97 } as const;
/** Much of the recording is passed over at a coarse look, which may be up to half its step off. */
const STEP = 10;
const ALIKE_AT_A_GLANCE = 0.5;
/** How much of the speech must be there. */
const LEAST_SHARE = 0.8;
/** A word or two. Something in any long recording resembles them, so they are only found in one as short. */
const SHORT_FRAMES = 120;

/** Finds the places in a recording that sound like known speech, whole or a little cut off. */
export function findSpeech(recording: Contour, speech: Contour): readonly Match[] {
  const isShort = speech.length < SHORT_FRAMES;
  if (speech.length < STEP || (isShort && recording.length > speech.length + SHORT_FRAMES)) return [];
  const least = Math.ceil(speech.length * LEAST_SHARE);
  const far = { recording: glance(recording), speech: glance(speech), least: Math.ceil(least / STEP) };
  const matches: Match[] = [];
  for (const start of starts(far.recording, far.speech, far.least)) {
    if (likenessAt(far.recording, far.speech, start) < ALIKE_AT_A_GLANCE) continue;
    const best = bestNear(recording, speech, start * STEP, least);
    const last = matches.at(-1);
    if (best === undefined || best.frame === last?.frame) continue;
    if (last === undefined || best.frame - last.frame > speech.length / 2) matches.push(best);
    else if (best.likeness > last.likeness) matches.splice(-1, 1, best);
  }
  return matches;
}

function bestNear(recording: Contour, speech: Contour, near: number, least: number): Match | undefined {
  const alike = speech.length < SHORT_FRAMES ? ALIKE.words : ALIKE.text;
  let best: Match | undefined;
  for (let frame = near - STEP; frame <= near + STEP; frame += 1) {
    if (overlap(recording, speech, frame) < least) continue;
    const likeness = likenessAt(recording, speech, frame);
    if (likeness >= alike && likeness > (best?.likeness ?? 0)) best = { frame, likeness };
  }
  return best;
}

/** Every start at which enough of both overlaps. */
function* starts(recording: Contour, speech: Contour, least: number): Generator<number> {
  for (let start = least - speech.length; start <= recording.length - least; start += 1) yield start;
}

function overlap(recording: Contour, speech: Contour, start: number): number {
  return Math.min(recording.length, start + speech.length) - Math.max(0, start);
}

/** Returns Pearson’s correlation of what overlaps; 0 where one of the two never changes. */
function likenessAt(recording: Contour, speech: Contour, start: number): number {
  const from = Math.max(0, start);
  const to = Math.min(recording.length, start + speech.length);
  const count = to - from;
  let sumA = 0;
  let sumB = 0;
  let squareA = 0;
  let squareB = 0;
  let product = 0;
  for (let index = from; index < to; index += 1) {
    const a = recording[index] ?? 0;
    const b = speech[index - start] ?? 0;
    sumA += a;
    sumB += b;
    squareA += a * a;
    squareB += b * b;
    product += a * b;
  }
  const spread = (squareA - (sumA * sumA) / count) * (squareB - (sumB * sumB) / count);
  return spread > 0 ? (product - (sumA * sumB) / count) / Math.sqrt(spread) : 0;
}

/** Returns the contour in steps, each the mean of its neighborhood. */
function glance(contour: Contour): Contour {
  const steps = new Float32Array(Math.floor(contour.length / STEP));
  for (let step = 0; step < steps.length; step += 1) {
    const near = contour.subarray(Math.max(0, (step - 1) * STEP), (step + 2) * STEP);
    steps[step] = near.reduce((sum, value) => sum + value, 0) / near.length;
  }
  return steps;
}
