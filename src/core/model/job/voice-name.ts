import { BotError } from '../errors.ts';

/** Longer names do not fit into a menu. */
export const MAX_VOICE_NAME = 40;

/** One line of words that can be typed behind `voice:` and shown anywhere. A letter keeps it apart from ids. */
const FIT = /^(?=.*\p{L})[\p{L}\p{N}][\p{L}\p{M}\p{N}' _-]*$/u;

/**
 * The name of a new voice as it is kept: one line, without space around it.
 *
 * @throws {BotError} `voice-name-unfit`.
 */
export function checkVoiceName(given: string): string {
  const name = given.normalize('NFC').replace(/\s+/gu, ' ').trim();
  if (FIT.test(name) && Array.from(name).length <= MAX_VOICE_NAME) return name;
  throw new BotError('voice-name-unfit', 'No name for a voice', { facts: { max: MAX_VOICE_NAME } });
}
