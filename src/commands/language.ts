import { BotError } from '../core/errors.ts';
import { excerpt } from './excerpt.ts';

const LANGUAGE = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i;

/** Characters a language code has at most. */
export const LANGUAGE_MAX_LENGTH = 16;

/**
 * A language as people type it: a code such as `en` or `zh-CN`.
 *
 * @throws {BotError} `language-unknown` for what cannot be a code.
 */
export function languageOf(typed: string | undefined): string | undefined {
  const language = typed?.trim();
  if (language === undefined || LANGUAGE.test(language)) return language;
  throw new BotError('language-unknown', 'The language is not an ISO code', {
    facts: { value: excerpt(language, 20) },
  });
}
