import { BotError } from '../../core/model/errors.ts';
import { type Action, RUN_PATHS, type RunPath } from '../../core/model/job/action.ts';
import { findAction } from '../dispatch/find-command.ts';
import type { AnyAction } from '../framework/action.ts';
import { commandOf } from '../framework/action-code.ts';
import { NO_PERMISSIONS } from '../framework/caller-permissions.ts';
import type { Call, Command, Services } from '../framework/command.ts';
import { type Caller, isOpen } from '../framework/who-may.ts';

/** Whether the caller may use an action of a command. */
export type Usable = (command: string, action: AnyAction) => boolean;

/**
 * Finds out what the caller may use; the platform is asked once. What can’t be found out is shown, because it is refused
 * where it is used.
 */
export async function usableBy(
  call: Caller & Pick<Call, 'commands' | 'signal'> & { readonly services: Pick<Services, 'isOwner'> },
): Promise<Usable> {
  const { origin, services, commands, signal } = call;
  const permissions = await call.findPermissions(signal).catch(() => NO_PERMISSIONS);
  signal.throwIfAborted();
  const caller = { ...call, findPermissions: async () => permissions };
  const closed = new Set<string>();
  for (const { name } of commands) {
    const isUsable = await isOpen(name, caller, signal).catch((error: unknown) => {
      if (error instanceof BotError) return true;
      throw error;
    });
    if (!isUsable) closed.add(name);
  }
  const isOwner = services.isOwner(origin);
  return (command, { startsJob, onlyFor }) => {
    if (startsJob && closed.has(command)) return false;
    return onlyFor === undefined || (onlyFor === 'owners' ? isOwner : permissions.isAdmin);
  };
}

/** Returns the actions of a command, each with how it is typed, without the slash. */
export function actionsOf(command: Command): readonly (readonly [path: string, action: AnyAction])[] {
  if ('action' in command) return [[command.name, command.action]];
  return Object.entries(command.subcommands).map(([name, action]) => [`${command.name} ${name}`, action]);
}

/** Returns the buttons for those of the commands that the caller may use. */
export function runActions(paths: readonly RunPath[], usable: Usable, { commands }: Call): readonly Action[] {
  return paths.flatMap((path) => {
    const { command, subcommand } = commandOf(path);
    const found = findAction(commands, command, subcommand);
    return usable(found.command.name, found.action) ? [{ kind: 'run', path }] : [];
  });
}

/** Returns the button path of an action, or of the first action of a command that has one. */
export function runPathOf(paths: readonly string[]): RunPath | undefined {
  return RUN_PATHS.find((one) => paths.includes(one));
}
