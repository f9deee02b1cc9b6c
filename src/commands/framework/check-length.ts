import { BotError } from '../../core/model/errors.ts';
import { excerpt } from './excerpt.ts';
import type { Option, RawValue } from './option.ts';

/** Characters of a name, a word or a number. */
const SHORT_MAX_LENGTH = 100;
/** As much of a value as a refusal quotes. */
const QUOTED_CHARACTERS = 20;

/**
 * Checks a value's length before anything else reads it, so that no value can take long to read. It counts
 * characters without the blanks around them, as {@link Option.maxLength} states, or 100.
 *
 * @throws {BotError} the option's own code for a value that is too long, or `words-too-long`.
 */
export function checkLength(option: Option<unknown>, raw: RawValue, name: string): void {
  const { maxLength: max = SHORT_MAX_LENGTH, tooLong = 'words-too-long' } = option;
  if (typeof raw !== 'string' || raw.length <= max) return;
  const length = Array.from(raw.trim()).length;
  if (length <= max) return;
  throw new BotError(tooLong, `${name} is too long`, {
    facts: { option: name, length, max, value: excerpt(raw, QUOTED_CHARACTERS) },
  });
}
