import { firstWord, trimBlank, trimBlankStart } from '../../core/model/blank.ts';
import { BotError } from '../../core/model/errors.ts';
import type { AnyAction, RawValues } from '../framework/action.ts';
import { excerpt } from '../framework/excerpt.ts';
import type { RawValue } from '../framework/option.ts';
import { readQuoted, unquote } from '../framework/quotes.ts';
import { nearestName } from './nearest-name.ts';

/** `key:`, also with the full-width colon of Chinese keyboards, or `key=`; blanks may stand around it. */
const NAME = /^([[\p{L}_]--\p{DI}][[\p{L}\p{N}_\-]--\p{DI}]*)[\s\u2800\p{DI}]*[:\uFF1A=][\s\u2800\p{DI}]*/v;
/** The same without blanks, as options are written and sentences are not: `Note: hello`. */
const TIGHT_NAME = /^([[\p{L}_]--\p{DI}][[\p{L}\p{N}_\-]--\p{DI}]*)[:\uFF1A=](?![\s\/\\]|$)/v;
/** `--` on its own, or the long dash that phones turn it into. */
const END_OF_OPTIONS = /^(?:--|\u2014|\u2013)(?=[\s\u2800\p{DI}]|$)/v;

/**
 * Reads `key:value … free text`. Options come first, or after a word that isn't free text, and only the
 * command's own names count as options, so `https:` or `Note:` begin the free text. `--` ends the options, and
 * what follows is taken verbatim.
 *
 * @throws {BotError} `option-twice`, `option-mistyped`, `words-unexpected`, `words-unwanted`.
 */
export function readOptions(text: string, action: AnyAction): RawValues {
  const values: Record<string, RawValue> = {};
  let left = trimBlank(text);
  while (left !== '') {
    const ending = END_OF_OPTIONS.exec(left);
    if (ending !== null) {
      readBareWords(trimBlankStart(left.slice(ending[0].length)), action, values);
      return values;
    }
    const named = NAME.exec(left);
    const name = named?.[1]?.toLowerCase();
    if (named !== null && name !== undefined && Object.hasOwn(action.options, name)) {
      if (Object.hasOwn(values, name)) {
        throw new BotError('option-twice', `Option ${name} twice`, { facts: { option: name } });
      }
      const { value, rest } = readValue(left.slice(named[0].length), action, name);
      values[name] = value;
      left = rest;
    } else {
      requireNoSlip(left, action);
      left = readBare(left, action, values);
    }
  }
  return values;
}

function readValue(
  text: string,
  action: AnyAction,
  name: string,
): { readonly value: string; readonly rest: string } {
  // A secret is taken whole, so that no part of it is left to be quoted in a refusal.
  if (action.options[name]?.kind === 'secret') return { value: text, rest: '' };
  const quoted = readQuoted(text);
  if (quoted !== undefined) return { value: quoted.inner, rest: trimBlankStart(text.slice(quoted.end)) };
  if (isFreeText(action, name) && action.bare.includes(name)) return upToNextOption(text, action);
  const { word, rest } = firstWord(text);
  return { value: word, rest };
}

/**
 * Splits a named text where the next option begins: `text:Hello you voice:aura`. Only `key:value` without a
 * space counts, so that a sentence may hold `speed: fast`. A slip counts at the end alone, because there is
 * nothing after it that it could belong to.
 */
function upToNextOption(text: string, action: AnyAction): { readonly value: string; readonly rest: string } {
  for (const match of text.matchAll(/[\s\u2800](?=([\p{L}_][\p{L}\p{N}_-]*)[:\uFF1A=]\S)/gu)) {
    if (Object.hasOwn(action.options, (match[1] ?? '').toLowerCase())) {
      return { value: trimBlank(text.slice(0, match.index)), rest: trimBlankStart(text.slice(match.index)) };
    }
  }
  const last = text.slice(Math.max(text.lastIndexOf(' '), text.lastIndexOf('\n')) + 1);
  if (last !== text) requireNoSlip(last, action);
  return { value: text, rest: '' };
}

/**
 * Asks about a name that is close to an option's, instead of taking it for text that is paid for.
 *
 * @throws {BotError} `option-mistyped`.
 */
function requireNoSlip(text: string, action: AnyAction): void {
  const typed = TIGHT_NAME.exec(text)?.[1]?.toLowerCase() ?? '';
  if (Object.hasOwn(action.options, typed)) return;
  // Two letters differ from others by one all the time: `is:` and `as:`.
  const names = Object.keys(action.options).filter((name) => name.length > 2);
  const near = typed.length < 3 ? undefined : nearestName(typed, names, typed.length < 5 ? 1 : 2);
  if (near === undefined) return;
  throw new BotError('option-mistyped', 'A name close to an option', {
    facts: { option: excerpt(typed), near },
  });
}

/**
 * Assigns the first unnamed word to the first free option it fits, in any order; or all of the text to an
 * option that takes it.
 *
 * @returns what is left.
 * @throws {BotError} `words-unexpected` for words that no option takes, instead of dropping them.
 */
function readBare(text: string, action: AnyAction, values: Record<string, RawValue>): string {
  const { word, rest } = firstWord(text);
  const name = optionFor(word, action, values);
  if (name === undefined) throw unexpectedWords(text, action);
  if (action.options[name]?.kind === 'urls') {
    const addresses = upToNextOption(text, action);
    values[name] = addresses.value;
    return addresses.rest;
  }
  if (takesAll(action, name)) {
    values[name] = unquote(text);
    return '';
  }
  values[name] = word;
  return rest;
}

/** Reads what follows `--`: no names, and even quotes around it are meant. */
function readBareWords(text: string, action: AnyAction, values: Record<string, RawValue>): void {
  let left = text;
  while (left !== '') {
    const { word, rest } = firstWord(left);
    const name = optionFor(word, action, values);
    if (name === undefined) throw unexpectedWords(left, action);
    const isAll = takesAll(action, name);
    values[name] = isAll ? left : word;
    left = isAll ? '' : rest;
  }
}

function optionFor(word: string, action: AnyAction, values: RawValues): string | undefined {
  return action.bare.find(
    (one) =>
      !Object.hasOwn(values, one) && (takesAll(action, one) || action.options[one]?.fits(word) === true),
  );
}

function isFreeText(action: AnyAction, name: string): boolean {
  const kind = action.options[name]?.kind;
  return kind === 'text' || kind === 'urls';
}

/**
 * Whether an option takes all the text. Names of voices and commands may be several words. No part of a secret may be left to
 * be quoted in a refusal.
 */
function takesAll(action: AnyAction, name: string): boolean {
  const kind = action.options[name]?.kind;
  return isFreeText(action, name) || kind === 'voice' || kind === 'command' || kind === 'secret';
}

/** Returns the error for words that no option takes. It lists the options, if any. */
function unexpectedWords(left: string, action: AnyAction): BotError {
  const options = Object.keys(action.options).join(', ');
  const facts = { words: excerpt(left) };
  return options === ''
    ? new BotError('words-unwanted', 'Text for a command that takes none', { facts })
    : new BotError('words-unexpected', 'Text that no option takes', { facts: { ...facts, options } });
}
