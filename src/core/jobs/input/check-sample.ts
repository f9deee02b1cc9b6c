import { BotError } from '../../model/errors.ts';

/**
 * The lengths AudioPod accepts for a voice, by the widest range in its documents (AudioPod API notes 4.5).
 */
const SHORTEST_SECONDS = 5;
const LONGEST_SECONDS = 60;

/**
 * Checks the length of a sample before money moves. It is rounded to tenths of a second, as it is shown:
 * encoders cut or add a few milliseconds.
 *
 * @throws {BotError} `sample-length`.
 */
export function checkSample(durationMs: number): void {
  const seconds = Math.round(durationMs / 100) / 10;
  if (seconds >= SHORTEST_SECONDS && seconds <= LONGEST_SECONDS) return;
  throw new BotError('sample-length', 'The sample is too short or too long', {
    facts: { seconds, min: SHORTEST_SECONDS, max: LONGEST_SECONDS },
  });
}
