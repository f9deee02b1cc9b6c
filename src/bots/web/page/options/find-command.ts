import type { CommandView } from '../../protocol/session-view.ts';

/** Finds a command by its name or alias. */
export function findCommand(commands: readonly CommandView[], name: string): CommandView | undefined {
  const wanted = name.toLowerCase();
  return commands.find((command) => command.name === wanted || command.aliases.includes(wanted));
}
