import { readFile, rm } from 'node:fs/promises';
import type { Input } from '../../model/job/job.ts';
import { checkSpeechText, MAX_TEXT_FILE_CHARACTERS } from '../../model/job/speech-text.ts';
import type { Locale } from '../../model/locale.ts';
import { decodeText } from './decode-text.ts';

/** No encoding has more than four bytes a character; the rest is room for a byte order mark and blank lines. */
export const MAX_TEXT_FILE_BYTES = MAX_TEXT_FILE_CHARACTERS * 4 + 4_096;

/**
 * Reads the text to speak from a downloaded file, and deletes the file.
 *
 * @param locale the member's: short Chinese texts can be told from others only by it.
 * @throws {BotError} what {@link decodeText} and {@link checkSpeechText} throw.
 */
export async function readText(path: string, locale: Locale): Promise<Extract<Input, { kind: 'text' }>> {
  try {
    const { text, encoding } = decodeText(await readFile(path), locale === 'zh-CN');
    const checked = checkSpeechText(text, MAX_TEXT_FILE_CHARACTERS);
    return { kind: 'text', text: checked, ...(encoding === 'UTF-8' ? {} : { encoding }) };
  } finally {
    await rm(path, { force: true });
  }
}
