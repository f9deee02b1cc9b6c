import { readFile, rm } from 'node:fs/promises';
import { BotError } from '../../model/errors.ts';
import { checkSpeechText, MAX_TEXT_FILE_CHARACTERS } from '../../model/job/speech-text.ts';

/** A UTF-8 character has at most four bytes; the rest is room for a byte-order mark and blank lines. */
export const MAX_TEXT_FILE_BYTES = MAX_TEXT_FILE_CHARACTERS * 4 + 4_096;

/**
 * Reads the text to speak from a downloaded file, and deletes the file.
 *
 * @throws {BotError} `file-not-text`, and what {@link checkSpeechText} throws.
 */
export async function readText(path: string): Promise<string> {
  try {
    const bytes = await readFile(path);
    return checkSpeechText(new TextDecoder('utf-8', { fatal: true }).decode(bytes), MAX_TEXT_FILE_CHARACTERS);
  } catch (error) {
    if (error instanceof TypeError) {
      throw new BotError('file-not-text', 'The text file is not UTF-8', { cause: error });
    }
    throw error;
  } finally {
    await rm(path, { force: true });
  }
}
