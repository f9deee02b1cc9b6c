import type { Defaults } from '../../core/accounts/member-defaults.ts';
import { BotError } from '../../core/model/errors.ts';
import { excerpt } from '../framework/excerpt.ts';

const LANGUAGE = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i;

/** Characters a language code has at most. */
export const LANGUAGE_MAX_LENGTH = 16;

/** What stands for no choice at all, where leaving it out would mean something else. */
export const NONE = 'none' as const;

/** True for the word {@link NONE}, however it is typed. */
export function isNone(typed: string): boolean {
  return typed.trim().toLowerCase() === NONE;
}

/**
 * A language as people type it: a code such as `en` or `zh-CN`.
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
 * The language of a request: the typed one, else the member's own. `undefined` leaves it to AudioPod, which is also
 * what `none` asks for.
 *
 * @throws {BotError} `language-unknown`.
 */
export function languageFor(typed: string | undefined, defaults: Defaults): string | undefined {
  if (typed === undefined) return defaults.language;
  return isNone(typed) ? undefined : languageOf(typed);
}
