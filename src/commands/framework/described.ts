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
