import type { Defaults } from '../../core/accounts/member-defaults.ts';
import { BotError } from '../../core/model/errors.ts';
import { excerpt } from '../framework/excerpt.ts';
import { type Option, text } from '../framework/option.ts';

const LANGUAGE = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i;

/** The most characters of a language code. */
const MAX_LENGTH = 16;

/** A language by its code; {@link languageFor} reads it. */
export const language = (): Option<string, false> =>
  text({ maxLength: MAX_LENGTH, tooLong: 'language-unknown' });

/** Means no choice, where leaving the option out means something else. */
export const NONE = 'none' as const;

/** Whether the text is {@link NONE}, in any spelling. */
export function isNone(typed: string): boolean {
  return typed.trim().toLowerCase() === NONE;
}

/**
 * Returns a language from typed text: a code such as `en` or `zh-CN`.
 *
 * @throws {BotError} `language-unknown` for what cannot be a code.
 */
export function languageOf(typed: string): string {
  const language = typed.trim();
  if (LANGUAGE.test(language)) return language;
  throw new BotError('language-unknown', 'The language is not an ISO code', {
    facts: { value: excerpt(language, 20) },
  });
}

/**
 * Returns the language of a request: the typed one, else the member's default. `undefined` leaves it to
 * AudioPod, which `none` asks for too.
 *
 * @throws {BotError} `language-unknown`.
 */
export function languageFor(typed: string | undefined, defaults: Defaults): string | undefined {
  if (typed === undefined) return defaults.language;
  return isNone(typed) ? undefined : languageOf(typed);
}
