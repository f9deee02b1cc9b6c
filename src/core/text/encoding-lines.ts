import type { Job } from '../model/job/job.ts';
import { translate } from './words.ts';

/** Says which encoding a text file was read in, unless it is the usual one: if it was not that, words are wrong. */
export function encodingLines({ origin, input }: Job): readonly string[] {
  const encoding = input?.kind === 'text' ? input.encoding : undefined;
  return encoding === undefined ? [] : [translate(origin.locale, 'job.done.encoding', { encoding })];
}
