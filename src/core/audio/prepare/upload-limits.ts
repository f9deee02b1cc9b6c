import { BotError } from '../../model/errors.ts';
import type { Counted } from '../measure/count-samples.ts';
import type { AudioStream } from '../measure/describe.ts';

/** Decoding goes on for this long behind the limit, so that a file of exactly that length is taken. */
const BEYOND_LIMIT_MS = 1_000;
/**
 * Samples of all channels that are decoded for each second of the longest audio allowed: eight channels at 48
 * kHz. A small file of silence can have many times more, and would keep ffmpeg busy for minutes.
 */
const SAMPLES_PER_SECOND = 8 * 48_000;

/** Returns where decoding stops. */
export function decodingLimitMs(maxMs: number, { channels, rateHz }: AudioStream): number {
  const share = Math.min(1, SAMPLES_PER_SECOND / Math.max(1, channels * rateHz));
  return Math.ceil((maxMs + BEYOND_LIMIT_MS) * share);
}

/**
 * Checks that a file ended before decoding was stopped, and that it isn't too long.
 *
 * @throws {BotError} `audio-too-long`, `audio-too-heavy`.
 */
export function requireWithin(maxMs: number, { channels, rateHz }: AudioStream, counted: Counted): void {
  if (counted.durationMs > maxMs) {
    throw new BotError('audio-too-long', 'The audio is longer than MAX_AUDIO_MINUTES', {
      facts: { max: Math.floor(maxMs / 60_000) },
    });
  }
  if (!counted.isStopped) return;
  throw new BotError('audio-too-heavy', 'The audio has too many samples for its limit', {
    facts: { channels, rate: Math.round(rateHz / 1_000) },
  });
}
