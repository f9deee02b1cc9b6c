import { firstWord, trimBlank, trimBlankStart } from '../../core/model/blank.ts';
import { BotError } from '../../core/model/errors.ts';
import type { RawValues } from '../framework/action.ts';
import type { Command } from '../framework/command.ts';
import { type FoundCommand, findCommand, findSubcommand } from './find-command.ts';
import { readOptions } from './read-options.ts';

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
 * @throws {BotError} `line-too-long` before anything else looks at the line, `command-unknown`,
 * `command-mistyped`, `subcommand-missing`.
 */
export function readLineStart(line: string, commands: readonly Command[]): LineStart {
  const { length } = line;
  if (length > LINE_MAX_LENGTH) {
    throw new BotError('line-too-long', 'The line is too long', { facts: { length, max: LINE_MAX_LENGTH } });
  }
  const { word: name, rest } = firstWord(trimBlankStart(trimBlank(line).replace(/^\//, '')));
  const command = findCommand(name, commands);
  if ('action' in command) return { command, action: command.action, rest };
  const next = firstWord(rest);
  return { command, action: findSubcommand(command, next.word.toLowerCase()), rest: next.rest };
}
