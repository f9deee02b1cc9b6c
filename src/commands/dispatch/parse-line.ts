import { BotError } from '../../core/model/errors.ts';
import type { AnyAction, RawValues } from '../framework/action.ts';
import type { Command } from '../framework/command.ts';
import { excerpt } from '../framework/excerpt.ts';
import type { RawValue } from '../framework/option.ts';
import { readQuoted, unquote } from '../framework/quotes.ts';
import { type FoundCommand, findCommand, findSubcommand } from './find-command.ts';

/** The command at the start of a typed line; {@link readOptions} reads the rest. */
export interface LineStart extends FoundCommand {
  readonly rest: string;
}

/**
 * Reads `/name [subcommand] key:value … free text`.
 *
 * @throws {BotError} what {@link readLineStart} and {@link readOptions} throw.
 */
export function parseLine(
  line: string,
  commands: readonly Command[],
): FoundCommand & { readonly raw: RawValues } {
  const { command, action, rest } = readLineStart(line, commands);
  return { command, action, raw: readOptions(rest, action) };
}

/** In UTF-16 units: as long as a message on any platform, and longer than all options of a command together. */
const LINE_MAX_LENGTH = 40_000;

/**
 * Reads `/name [subcommand]` at the start of a line.
 *
 * @throws {BotError} `line-too-long` before anything else looks at the line, `command-unknown`, `command-mistyped`, `subcommand-missing`.
 */
export function readLineStart(line: string, commands: readonly Command[]): LineStart {
  const { length } = line;
  if (length > LINE_MAX_LENGTH) {
    throw new BotError('line-too-long', 'The line is too long', { facts: { length, max: LINE_MAX_LENGTH } });
  }
  const { word: name, rest } = firstWord(line.trim());
  const command = findCommand(name, commands);
  if ('action' in command) return { command, action: command.action, rest };
  const next = firstWord(rest);
  return { command, action: findSubcommand(command, next.word.toLowerCase()), rest: next.rest };
}

/** `key:`, also with the full-width colon of Chinese keyboards, or `key=`. */
const NAME = /^([\p{L}_][\p{L}\p{N}_-]*)\s*[:\uFF1A=]\s*/u;
/** `--` on its own, or the long dash that phones turn it into. */
const END_OF_OPTIONS = /^(?:--|\u2014|\u2013)(?:\s+|$)/;

/**
 * Reads `key:value … free text`. Options come first, and only the command's own names count as options, so
 * `https:` or `Note:` begin the free text. `--` ends the options, and what follows is taken verbatim.
 *
 * @throws {BotError} `option-twice`, `words-unexpected`, `words-unwanted`.
 */
export function readOptions(text: string, action: AnyAction): RawValues {
  const raw: Record<string, RawValue> = {};
  let left = text.trim();
  for (;;) {
    const ending = END_OF_OPTIONS.exec(left);
    if (ending !== null) return readBareWords(left.slice(ending[0].length), action, raw, true);
    const named = NAME.exec(left);
    const name = named?.[1]?.toLowerCase();
    if (named === null || name === undefined || !Object.hasOwn(action.options, name)) break;
    if (Object.hasOwn(raw, name)) {
      throw new BotError('option-twice', `Option ${name} twice`, { facts: { option: name } });
    }
    const { value, rest } = readValue(left.slice(named[0].length), action, name);
    raw[name] = value;
    left = rest;
  }
  return readBareWords(left, action, raw, false);
}

function readValue(
  text: string,
  action: AnyAction,
  name: string,
): { readonly value: string; readonly rest: string } {
  const kind = action.options[name]?.kind;
  // A secret is taken whole, so that no part of it is left to be quoted in a refusal.
  if (kind === 'secret') return { value: text, rest: '' };
  const quoted = readQuoted(text);
  if (quoted !== undefined) return { value: quoted.inner, rest: text.slice(quoted.end).trimStart() };
  const isFreeText = kind === 'text' && action.bare.includes(name);
  const end = isFreeText ? nextOptionAt(text, action) : text.search(/\s/);
  if (end < 0) return { value: text, rest: '' };
  return { value: text.slice(0, end).trimEnd(), rest: text.slice(end).trimStart() };
}

/**
 * Returns where the next option begins after a named text: `text:Hello you voice:aura`. Only `key:value`
 * without a space counts, so that a sentence may hold `speed: fast`.
 */
function nextOptionAt(text: string, action: AnyAction): number {
  for (const match of text.matchAll(/\s([\p{L}_][\p{L}\p{N}_-]*)[:\uFF1A=](?=\S)/gu)) {
    if (Object.hasOwn(action.options, (match[1] ?? '').toLowerCase())) return match.index;
  }
  return -1;
}

/**
 * Assigns unnamed words to the options that accept them: each word to the first free option it fits, in any
 * order; the rest to the free text, if the command has one.
 *
 * @param isVerbatim the words came after `--`, so even quotes around them are meant.
 * @throws {BotError} `words-unexpected` for words that no option takes, instead of dropping them.
 */
function readBareWords(text: string, action: AnyAction, named: RawValues, isVerbatim: boolean): RawValues {
  const values: Record<string, RawValue> = { ...named };
  let left = text;
  while (left !== '') {
    const [word = ''] = /^\S+/.exec(left) ?? [];
    const name = action.bare.find((one) => !Object.hasOwn(values, one) && takes(action, one, word));
    if (name === undefined) throw unexpectedWords(left, action);
    if (takesAll(action, name)) {
      values[name] = isVerbatim ? left : unquote(left);
      return values;
    }
    values[name] = word;
    left = left.slice(word.length).trimStart();
  }
  return values;
}

function takes(action: AnyAction, name: string, word: string): boolean {
  const option = action.options[name];
  return option !== undefined && (takesAll(action, name) || option.fits(word));
}

/**
 * Whether an option takes all the text. Voice names may be several words. No part of a secret may be left to
 * be quoted in a refusal.
 */
function takesAll(action: AnyAction, name: string): boolean {
  const kind = action.options[name]?.kind;
  return kind === 'text' || kind === 'voice' || kind === 'secret';
}

/** Returns the error for words that no option takes. It lists the options, if any. */
function unexpectedWords(left: string, action: AnyAction): BotError {
  const options = Object.keys(action.options).join(', ');
  const facts = { words: excerpt(left) };
  return options === ''
    ? new BotError('words-unwanted', 'Text for a command that takes none', { facts })
    : new BotError('words-unexpected', 'Text that no option takes', { facts: { ...facts, options } });
}

function firstWord(text: string): { readonly word: string; readonly rest: string } {
  const end = text.search(/\s/);
  return end < 0 ? { word: text, rest: '' } : { word: text.slice(0, end), rest: text.slice(end).trimStart() };
}
