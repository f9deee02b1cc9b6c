import { readFile, rm } from 'node:fs/promises';
import type { Input } from '../../model/job/job.ts';
import { checkSpeechText, MAX_TEXT_FILE_CHARACTERS } from '../../model/job/speech-text.ts';
import type { AttachmentSource } from '../../ports/attachments.ts';
import type { JobContext } from '../context/job-context.ts';
import { decodeText } from './decode-text.ts';

/** No encoding has more than four bytes a character; the rest is room for a byte order mark and blank lines. */
export const MAX_TEXT_FILE_BYTES = MAX_TEXT_FILE_CHARACTERS * 4 + 4_096;

/**
 * Reads the text to speak from a downloaded file, and deletes the file.
 *
 * @param source the platform that the file comes from.
 * @throws {BotError} what {@link decodeText} and {@link checkSpeechText} throw.
 */
export async function readText(
  path: string,
  { job, signal }: Pick<JobContext, 'job' | 'signal'>,
  source: Pick<AttachmentSource, 'readMarkup'>,
): Promise<Extract<Input, { kind: 'text' }>> {
  const { origin } = job;
  try {
    // Short Chinese texts can be told from others only by the member's language.
    const { text, encoding } = decodeText(await readFile(path), origin.locale === 'zh-CN');
    const said = (await source.readMarkup?.(text, origin, signal)) ?? text;
    const checked = checkSpeechText(said, MAX_TEXT_FILE_CHARACTERS);
    return { kind: 'text', text: checked, ...(encoding === 'UTF-8' ? {} : { encoding }) };
  } finally {
    await rm(path, { force: true });
  }
}
