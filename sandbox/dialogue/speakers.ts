import { refuse } from '../http/api-error.ts';
import type { Form } from '../http/form.ts';

/** The number of speakers by default (the sandbox's choice). */
const USUAL = 2;

/** The service's own bounds (AudioPod API notes 5 and 6.1). */
const BOUNDS = { min: 1, max: 20 };

/** The speaker hints of a request. */
export interface SpeakerHints {
  readonly min: number | null;
  readonly max: number | null;
  /** The resulting number of speakers. */
  readonly speakers: number;
}

/**
 * Returns the number of speakers: `num_speakers`, else two, within `min_speakers` and `max_speakers`.
 *
 * @throws {ApiError} 422 for a hint out of bounds, 400 when the lower bound is above the upper one.
 */
export function readSpeakers(form: Form): SpeakerHints {
  const min = form.count('min_speakers', BOUNDS);
  const max = form.count('max_speakers', BOUNDS);
  if (min !== undefined && max !== undefined && min > max) {
    throw refuse(400, 'min_speakers must not be above max_speakers');
  }
  const speakers = form.count('num_speakers', BOUNDS) ?? Math.max(min ?? 1, Math.min(max ?? USUAL, USUAL));
  return { min: min ?? null, max: max ?? null, speakers };
}

/** Returns `SPEAKER_00` and so on (AudioPod API notes 5). */
export function speakerLabel(speaker: number): string {
  return `SPEAKER_${String(speaker).padStart(2, '0')}`;
}
