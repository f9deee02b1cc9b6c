import { firstWord, trimBlank, trimBlankStart } from '../../core/model/blank.ts';
import type { ActionDescription, CommandDescription } from './describe.ts';

/** The description of the command at the start of a typed line. */
export interface DescribedLine {
  /** Its main name, even if an alias was typed. */
  readonly command: string;
  readonly subcommand?: string;
  readonly action: ActionDescription;
  /** Whether nothing follows. */
  readonly isAlone: boolean;
}

/** Returns the description of a command, or of one of its subcommands; `undefined` if there is none. */
export function describedAction(
  commands: readonly CommandDescription[],
  name: string,
  subcommand: string | undefined,
): ActionDescription | undefined {
  const found = commandNamed(commands, name);
  return subcommand === undefined
    ? found?.action
    : found?.subcommands?.find((one) => one.name === subcommand);
}

/**
 * Returns the description for a typed line. Only its first words are read, so it may still contain its
 * platform's markup.
 */
export function describedLine(
  commands: readonly CommandDescription[],
  line: string,
): DescribedLine | undefined {
  const start = firstWord(trimBlankStart(trimBlank(line).replace(/^\//, '')));
  const next = firstWord(start.rest);
  const found = commandNamed(commands, start.word.toLowerCase());
  if (found?.action !== undefined) {
    return { command: found.name, action: found.action, isAlone: start.rest === '' };
  }
  const name = next.word.toLowerCase();
  const action = found?.subcommands?.find((one) => one.name === name);
  if (found === undefined || action === undefined) return undefined;
  return { command: found.name, subcommand: action.name, action, isAlone: next.rest === '' };
}

function commandNamed(commands: readonly CommandDescription[], name: string): CommandDescription | undefined {
  return commands.find((one) => one.name === name || one.aliases.includes(name));
}
