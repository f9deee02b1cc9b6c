import { BotError } from '../core/errors.ts';
import type { AnyAction, RawValues } from './action.ts';
import { findCommand } from './catalog.ts';
import type { Command } from './command.ts';
import type { RawValue } from './option.ts';

/** A typed line, understood: which action, and its raw values. */
export interface ParsedLine {
  readonly command: Command;
  readonly subcommand?: string;
  readonly action: AnyAction;
  readonly raw: RawValues;
}

/**
 * Reads `/name [subcommand] key:value … free text`. Options come first, and only those the command has count
 * as options, so `https:` or `Note:` begin the free text. `--` ends the options. Phones turn quotes into
 * curly ones and `--` into a long dash; both are understood.
 *
 * @throws {BotError} `command-unknown`, `subcommand-missing`.
 */
export function parseLine(line: string, commands: readonly Command[]): ParsedLine {
  const [, name = '', rest = ''] = /^\s*\/?(\S*)\s*([\s\S]*)$/.exec(line) ?? [];
  const command = findCommand(name, commands);
  if ('action' in command) return { command, action: command.action, raw: readOptions(rest, command.action) };
  const [, subcommand = '', after = ''] = /^(\S*)\s*([\s\S]*)$/.exec(rest) ?? [];
  const action = findSubcommand(command, subcommand);
  return { command, subcommand, action, raw: readOptions(after, action) };
}

/** @throws {BotError} `subcommand-missing` naming the choices. */
export function findSubcommand(
  command: Extract<Command, { subcommands: unknown }>,
  name: string | undefined,
): AnyAction {
  const found =
    name !== undefined && Object.hasOwn(command.subcommands, name) ? command.subcommands[name] : undefined;
  if (found !== undefined) return found;
  throw new BotError('subcommand-missing', 'No such subcommand', {
    facts: { choices: Object.keys(command.subcommands).join(', ') },
  });
}

const OPTION = /^([\p{L}_][\p{L}\p{N}_-]*)\s*[::=]\s*/u;
const QUOTES: Readonly<Record<string, string>> = { '"': '"', '“': '”', '„': '“', '「': '」', '«': '»' };

function readOptions(text: string, action: AnyAction): RawValues {
  const raw: Record<string, RawValue> = {};
  let left = text.trim();
  for (;;) {
    const ending = /^(?:--|—|–)(?:\s+|$)/.exec(left);
    if (ending !== null) return readBare(left.slice(ending[0].length), action, raw, true);
    const named = OPTION.exec(left);
    const name = named?.[1]?.toLowerCase();
    if (named === null || name === undefined || !Object.hasOwn(action.options, name)) break;
    const { value, rest } = readValue(left.slice(named[0].length));
    raw[name] = value;
    left = rest;
  }
  return readBare(left, action, raw, false);
}

function readValue(text: string): { readonly value: string; readonly rest: string } {
  const open = text.charAt(0);
  const close = QUOTES[open];
  const end = close === undefined ? -1 : text.indexOf(close, 1);
  if (end > 0) return { value: text.slice(1, end), rest: text.slice(end + 1).trimStart() };
  const [value = ''] = /^\S*/.exec(text) ?? [];
  return { value, rest: text.slice(value.length).trimStart() };
}

/** Gives words without a name to the options that take them, each to the first that it can be meant for. */
function readBare(
  text: string,
  action: AnyAction,
  raw: Readonly<Record<string, RawValue>>,
  isVerbatim: boolean,
): RawValues {
  const values: Record<string, RawValue> = { ...raw };
  let left = text;
  for (const [index, name] of action.bare.entries()) {
    if (left === '') break;
    const option = action.options[name];
    if (option === undefined || values[name] !== undefined) continue;
    const isLast = index === action.bare.length - 1;
    if (option.kind === 'text' || isLast) {
      values[name] = isVerbatim ? left : unquote(left);
      return values;
    }
    const [word = ''] = /^\S*/.exec(left) ?? [];
    const isMeant = option.choices === undefined || option.choices.includes(word.toLowerCase());
    if (!isMeant) continue;
    values[name] = word;
    left = left.slice(word.length).trimStart();
  }
  if (left === '') return values;
  // Words that nothing takes: say so instead of dropping them silently.
  throw new BotError('option-unknown', 'Words that no option takes', {
    facts: { option: left.slice(0, 60), options: Object.keys(action.options).join(', ') },
  });
}

function unquote(text: string): string {
  const close = QUOTES[text.charAt(0)];
  const isWhole = close !== undefined && text.length > 2 && text.indexOf(close, 1) === text.length - 1;
  return isWhole ? text.slice(1, -1) : text;
}
