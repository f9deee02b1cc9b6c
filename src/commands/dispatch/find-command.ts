import { BotError } from '../../core/model/errors.ts';
import type { AnyAction } from '../framework/action.ts';
import type { Command } from '../framework/command.ts';
import { excerpt } from '../framework/excerpt.ts';
import { nearestName } from './nearest-name.ts';

/** A command, and which of its actions is meant. */
export interface FoundCommand {
  readonly command: Command;
  readonly action: AnyAction;
}

const MAX_SLIPS = 2;

/**
 * Finds a command by a name.
 * @throws {BotError} `command-mistyped` if a name is close, `command-unknown` if none is.
 */
export function findCommand(name: string, commands: readonly Command[]): Command {
  const wanted = name.replace(/^\//, '').toLowerCase();
  const found = commands.find((one) => namesOf(one).includes(wanted));
  if (found !== undefined) return found;
  const near = nearestName(wanted, commands.flatMap(namesOf), MAX_SLIPS);
  const facts = { name: excerpt(wanted) };
  if (near === undefined) throw new BotError('command-unknown', 'No such command', { facts });
  throw new BotError('command-mistyped', 'A name close to a command', { facts: { ...facts, near } });
}

/**
 * Finds the action of a command, with or without subcommands.
 *
 * @throws {BotError} what {@link findCommand} throws, and `subcommand-missing` naming the choices.
 */
export function findAction(
  commands: readonly Command[],
  name: string,
  subcommand: string | undefined,
): FoundCommand {
  const command = findCommand(name, commands);
  return { command, action: 'action' in command ? command.action : findSubcommand(command, subcommand) };
}

/**
 * Finds a subcommand by its name.
 * @throws {BotError} `subcommand-missing` naming the choices.
 */
export function findSubcommand(
  { subcommands }: Extract<Command, { subcommands: unknown }>,
  name: string | undefined,
): AnyAction {
  const found = name !== undefined && Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
  if (found !== undefined) return found;
  throw new BotError('subcommand-missing', 'No such subcommand', {
    facts: { choices: Object.keys(subcommands).join(', ') },
  });
}

function namesOf(command: Command): readonly string[] {
  return [command.name, ...command.aliases];
}
