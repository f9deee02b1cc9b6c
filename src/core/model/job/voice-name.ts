import { BotError } from '../errors.ts';

/** In characters. Longer names don't fit into a menu. */
export const MAX_VOICE_NAME = 40;

/** A name that can be typed after `voice:` and shown anywhere. A letter is required to tell it from an id. */
const FIT = /^(?=.*\p{L})[\p{L}\p{N}][\p{L}\p{M}\p{N}' _-]*$/u;

/**
 * Returns the name of a new voice as it is stored: one line, trimmed.
 *
 * @throws {BotError} `voice-name-unfit`.
 */
export function checkVoiceName(given: string): string {
  const name = given.normalize('NFC').replace(/\s+/gu, ' ').trim();
  if (FIT.test(name) && Array.from(name).length <= MAX_VOICE_NAME) return name;
  throw new BotError('voice-name-unfit', 'No name for a voice', { facts: { max: MAX_VOICE_NAME } });
}
