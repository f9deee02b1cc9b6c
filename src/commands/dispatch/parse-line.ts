import { BotError } from '../../core/model/errors.ts';
import { findCommand } from '../catalog.ts';
import type { AnyAction, RawValues } from '../framework/action.ts';
import type { Command } from '../framework/command.ts';
import type { RawValue } from '../framework/option.ts';
import { readQuoted } from '../framework/quotes.ts';
import { readBareWords } from './bare-words.ts';

/** The beginning of a typed line, understood; what follows is for {@link readOptions}. */
export interface LineStart {
  readonly command: Command;
  readonly action: AnyAction;
  readonly rest: string;
}

/** A typed line, understood: which command, and its raw values by option name. */
export interface ParsedLine extends Pick<LineStart, 'command' | 'action'> {
  readonly raw: RawValues;
}

/**
 * Reads `/name [subcommand] key:value … free text`.
 *
 * @throws {BotError} what {@link readLineStart} and {@link readOptions} throw.
 */
export function parseLine(line: string, commands: readonly Command[]): ParsedLine {
  const { command, action, rest } = readLineStart(line, commands);
  return { command, action, raw: readOptions(rest, action) };
}

/**
 * Reads `/name [subcommand]` at the start of a line.
 *
 * @throws {BotError} `command-unknown`, `command-mistyped`, `subcommand-missing`.
 */
export function readLineStart(line: string, commands: readonly Command[]): LineStart {
  const { word: name, rest } = firstWord(line.trim());
  const command = findCommand(name, commands);
  if ('action' in command) return { command, action: command.action, rest };
  const next = firstWord(rest);
  return { command, action: findSubcommand(command, next.word.toLowerCase()), rest: next.rest };
}

/** @throws {BotError} `subcommand-missing` naming the choices. */
export function findSubcommand(
  command: Extract<Command, { subcommands: unknown }>,
  name: string | undefined,
): AnyAction {
  const { subcommands } = command;
  const found = name !== undefined && Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
  if (found !== undefined) return found;
  throw new BotError('subcommand-missing', 'No such subcommand', {
    facts: { choices: Object.keys(subcommands).join(', ') },
  });
}

/** `key:`, also with the full-width colon of Chinese keyboards, or `key=`. */
const NAME = /^([\p{L}_][\p{L}\p{N}_-]*)\s*[:\uFF1A=]\s*/u;
/** `--` on its own, or the long dash that phones make of it. */
const END_OF_OPTIONS = /^(?:--|\u2014|\u2013)(?:\s+|$)/;

/**
 * Reads `key:value … free text`. Options come first, and only names the command has count as options, so
 * `https:` or `Note:` begin the free text. `--` ends the options, and what follows is taken word for word.
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
  // Of what should not have been typed, nothing may be left over, to be quoted in a refusal.
  if (kind === 'secret') return { value: text, rest: '' };
  const quoted = readQuoted(text);
  if (quoted !== undefined) return { value: quoted.inner, rest: text.slice(quoted.end).trimStart() };
  const isFreeText = kind === 'text' && action.bare.includes(name);
  const end = isFreeText ? nextOptionAt(text, action) : text.search(/\s/);
  if (end < 0) return { value: text, rest: '' };
  return { value: text.slice(0, end).trimEnd(), rest: text.slice(end).trimStart() };
}

/**
 * Where the next option begins behind a text that was given by name: `text:Hello you voice:aura`. Only
 * `key:value` without space counts here, so that a sentence may hold `speed: fast`.
 */
function nextOptionAt(text: string, action: AnyAction): number {
  for (const match of text.matchAll(/\s([\p{L}_][\p{L}\p{N}_-]*)[:\uFF1A=](?=\S)/gu)) {
    if (Object.hasOwn(action.options, (match[1] ?? '').toLowerCase())) return match.index;
  }
  return -1;
}

function firstWord(text: string): { readonly word: string; readonly rest: string } {
  const end = text.search(/\s/);
  return end < 0 ? { word: text, rest: '' } : { word: text.slice(0, end), rest: text.slice(end).trimStart() };
}
