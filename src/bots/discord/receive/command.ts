import { ApplicationCommandOptionType } from 'discord.js';
import type { RawValues } from '../../../commands/action.ts';
import type { ActionDescription } from '../../../commands/describe.ts';
import type { CommandDesk } from '../../../commands/desk.ts';
import type { RawValue } from '../../../commands/option.ts';
import { refOf } from './files-of.ts';
import type { Request } from './take-interaction.ts';
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

/** A slash command as a request. Only what starts a public job is seen by everybody. */
export function commandRequest(desk: CommandDesk, data: WireCommand): Request {
  const { command, subcommand, options } = typedCommand(data);
  const startsJob = actionOf(desk, command, subcommand)?.startsJob === true;
  const isPrivate = options.some((option) => option.name === 'private' && option.value === true);
  const asked = {
    command,
    ...(subcommand !== undefined && { subcommand }),
    options: rawValues(options, data.resolved.attachments),
  };
  return {
    isEphemeral: isPrivate || !startsJob,
    visibility: isPrivate || !startsJob ? 'private' : 'public',
    startsJob,
    run: (origin, signal) => desk.run({ ...asked, origin }, signal),
  };
}

/** What the command catalogue says of a command; `undefined` for one it does not have. */
export function actionOf(
  desk: CommandDesk,
  name: string,
  subcommand: string | undefined,
): ActionDescription | undefined {
  const found = desk.describe('en').find((one) => one.name === name || one.aliases.includes(name));
  return subcommand === undefined
    ? found?.action
    : found?.subcommands?.find((one) => one.name === subcommand);
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
