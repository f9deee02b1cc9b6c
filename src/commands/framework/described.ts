import type { ActionDescription, CommandDescription } from './describe.ts';

/** The command that a typed line begins with, as people are told about it. */
export interface DescribedLine {
  /** Its own name, whichever of its names was typed. */
  readonly command: string;
  readonly subcommand?: string;
  readonly action: ActionDescription;
  /** Nothing follows. */
  readonly isAlone: boolean;
}

/** Finds what is said about a command, or about one of its subcommands; `undefined` for one that is not there. */
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

/** The same for a typed line. Only its first words are looked at, so it may still have the markup of its platform. */
export function describedLine(
  commands: readonly CommandDescription[],
  line: string,
): DescribedLine | undefined {
  const [first = '', second, third] = line.trim().replace(/^\//, '').toLowerCase().split(/\s+/, 3);
  const found = commandNamed(commands, first);
  if (found?.action !== undefined) {
    return { command: found.name, action: found.action, isAlone: second === undefined };
  }
  const action = found?.subcommands?.find((one) => one.name === second);
  if (found === undefined || action === undefined) return undefined;
  return { command: found.name, subcommand: action.name, action, isAlone: third === undefined };
}

function commandNamed(commands: readonly CommandDescription[], name: string): CommandDescription | undefined {
  return commands.find((one) => one.name === name || one.aliases.includes(name));
}
