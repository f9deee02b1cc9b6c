import { ApplicationCommandOptionType } from 'discord.js';
import type { RawValues } from '../../../commands/action.ts';
import type { ActionDescription } from '../../../commands/describe.ts';
import type { CommandDesk } from '../../../commands/desk.ts';
import type { RawValue } from '../../../commands/option.ts';
import type { Locale } from '../../../core/text/locale.ts';
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

/** A slash command as a request. Only what starts a public job is seen by everybody. */
export function commandRequest(desk: CommandDesk, data: WireCommand): Request {
  const asked = givenIn(data);
  const startsJob = actionOf(desk, asked.command, asked.subcommand)?.startsJob === true;
  const isPrivate = asked.options['private'] === true;
  return {
    isEphemeral: isPrivate || !startsJob,
    visibility: isPrivate || !startsJob ? 'private' : 'public',
    startsJob,
    run: (origin, signal, standing) => desk.run({ ...asked, origin, standing }, signal),
  };
}

/** What the command catalogue says of a command; `undefined` for one it does not have. */
export function actionOf(
  desk: CommandDesk,
  name: string,
  subcommand: string | undefined,
  locale: Locale = 'en',
): ActionDescription | undefined {
  const found = desk.describe(locale).find((one) => one.name === name || one.aliases.includes(name));
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
