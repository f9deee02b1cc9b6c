import { BotError } from '../errors.ts';

/** The service's documented limit (AudioPod API notes, section 10); newer documents allow more. */
export const MAX_SPEECH_CHARACTERS = 5_000;
/** A text file may be longer: it is spoken in parts and joined. About two hours of speech. */
export const MAX_TEXT_FILE_CHARACTERS = 100_000;

/**
 * Checks a text before it is paid for and answers it trimmed. Cues in brackets, break tags and phonetic
 * spelling are part of the service's language and stay as they are.
 *
 * @param max characters.
 * @throws {BotError} `text-empty`, `text-unspeakable`, `text-too-long`.
 */
export function checkSpeechText(given: string, max = MAX_SPEECH_CHARACTERS): string {
  const text = given.trim();
  if (text === '') throw new BotError('text-empty', 'The text is empty');
  // Letters, digits, punctuation or symbols: anything that is not only control or invisible characters.
  if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(text)) {
    throw new BotError('text-unspeakable', 'The text has no visible character');
  }
  const length = Array.from(text).length;
  if (length > max) {
    throw new BotError('text-too-long', 'The text is too long', {
      facts: { length, max },
    });
  }
  return text;
}
