/** Stems that `single` can name (AudioPod API notes 3.1). */
export const SINGLE_STEMS = ['vocals', 'drums', 'bass', 'guitar', 'piano', 'other'] as const;

const FOUR = ['vocals', 'drums', 'bass', 'other'];
const PRODUCER = ['vocals', 'kick', 'snare', 'hihat', 'bass', 'guitar', 'piano', 'other'];
const STUDIO = [...PRODUCER, 'cymbals', 'sub_bass', 'synth', 'toms'];

/**
 * Stems by mode.
 *
 * The names of `mastering` beyond `studio` are not published; these are invented (AudioPod API notes 16).
 */
const MODE_STEMS: ReadonlyMap<string, readonly string[]> = new Map([
  ['two', ['vocals', 'no_vocals']],
  ['four', FOUR],
  ['six', [...FOUR, 'guitar', 'piano']],
  ['producer', PRODUCER],
  ['studio', STUDIO],
  ['mastering', [...STUDIO, 'backing_vocals', 'strings', 'wind', 'percussion']],
]);

/** Modes of higher plans only (AudioPod API notes 3.1). */
export const PREMIUM_MODES: ReadonlySet<string> = new Set(['producer', 'studio', 'mastering']);

/** Every mode as the modes endpoint lists it. */
export const MODES = [
  { mode: 'single', description: 'the named stem, and the rest', stem_count: 2 },
  ...[...MODE_STEMS].map(([mode, stems]) => ({
    mode,
    description: stems.join(', '),
    stem_count: stems.length,
  })),
];

/** Returns the stems of a mode; `undefined` when the mode, or the stem of `single`, is unknown. */
export function stemsOf(mode: string, single: string | undefined): readonly string[] | undefined {
  if (mode !== 'single') return MODE_STEMS.get(mode);
  const stem = SINGLE_STEMS.find((known) => known === single);
  return stem === undefined ? undefined : withRest(stem);
}

/**
 * Returns the stems an older official client names itself (AudioPod API notes 3.4): a list, written as JSON or
 * as Python writes one, or one stem and the rest. `undefined` when one is unknown.
 */
export function namedStems(types: string, twoStems: string | undefined): readonly string[] | undefined {
  if (twoStems !== undefined) return stemsOf('single', twoStems);
  const names = [...new Set(types.match(/\w+/g))];
  const isKnown = names.every((name) => SINGLE_STEMS.some((known) => known === name));
  return names.length > 0 && isKnown ? names : undefined;
}

/** Named like the second stem of `two` (AudioPod API notes 3.1). */
function withRest(stem: string): readonly string[] {
  return [stem, `no_${stem}`];
}

/** Scores, present for some stems and missing for others, as in the guide (AudioPod API notes 3.2). */
export const QUALITY_SCORES: ReadonlyMap<string, number> = new Map([
  ['vocals', 0.95],
  ['drums', 0.88],
  ['bass', 0.83],
  ['piano', 0.71],
  ['kick', 0.9],
  ['other', 0],
]);
