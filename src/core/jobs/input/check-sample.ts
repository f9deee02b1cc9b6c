import { BotError } from '../../model/errors.ts';

/** What AudioPod makes a voice from, by the widest range that its documents name (AudioPod API notes 4.5). */
const SHORTEST_SECONDS = 5;
const LONGEST_SECONDS = 60;

/**
 * Judges the length of a sample before money moves. It is judged as it is shown, in tenths of a second: encoders
 * cut or add a few milliseconds.
 *
 * @throws {BotError} `sample-length`.
 */
export function checkSample(durationMs: number): void {
  const seconds = Math.round(durationMs / 100) / 10;
  if (seconds >= SHORTEST_SECONDS && seconds <= LONGEST_SECONDS) return;
  throw new BotError('sample-length', 'A sample too short or too long', {
    facts: { seconds, min: SHORTEST_SECONDS, max: LONGEST_SECONDS },
  });
}
