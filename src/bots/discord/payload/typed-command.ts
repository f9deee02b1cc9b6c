import { ApplicationCommandOptionType } from 'discord-api-types/v10';
import type { RawValues } from '../../../commands/framework/action.ts';
import type { RawValue } from '../../../commands/framework/option.ts';
import { refOf } from './files-of.ts';
import type { WireCommand, WireOption } from './wire.ts';

/** A typed command, taken apart. */
export interface TypedCommand {
  readonly command: string;
  readonly subcommand?: string;
  readonly options: readonly WireOption[];
}

/** Reads the command and, where it has them, the subcommand. */
export function typedCommand(data: WireCommand): TypedCommand {
  const sub = data.options.find((option) => option.type === ApplicationCommandOptionType.Subcommand);
  return sub === undefined
    ? { command: data.name, options: data.options }
    : { command: data.name, subcommand: sub.name, options: sub.options };
}

/** A typed command with its values as the desk takes them. */
export interface Given {
  readonly command: string;
  readonly subcommand?: string;
  readonly options: RawValues;
}

/** Reads all of a command. */
export function givenIn(data: WireCommand): Given {
  const { options, ...named } = typedCommand(data);
  return { ...named, options: rawValues(options, data.resolved.attachments) };
}

function rawValues(
  options: readonly WireOption[],
  attachments: WireCommand['resolved']['attachments'],
): RawValues {
  const values: Record<string, RawValue> = {};
  for (const { name, type, value } of options) {
    if (value === undefined) continue;
    const file = type === ApplicationCommandOptionType.Attachment ? attachments[String(value)] : undefined;
    values[name] = file === undefined ? value : refOf(file);
  }
  return values;
}
