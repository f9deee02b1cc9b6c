import { ApplicationCommandOptionType as Option } from 'discord.js';
import { type CommandShape, fitsTypes, type OptionShape } from './command-rules.ts';
import type { AutocompleteCall, CommandCall, OptionValue } from './fake-discord.ts';
import { contextOf, placeOf } from './interactions.ts';
import { resolvedAttachments, resolvedMentions } from './payloads.ts';
import type { Json, RegisteredCommand, State } from './state.ts';

/** The `data` of a slash command. Throws where no member could send it. */
export function slashCommandData(state: State, call: CommandCall | AutocompleteCall): Json {
  const { name, subcommand, options: given = {} } = call;
  const command = findCommand(state, call, 1);
  const declared = command && optionsOf(command.json, subcommand);
  const focused = 'focused' in call ? call.focused : undefined;
  const known = (option: string): OptionShape | undefined => {
    const found = declared?.find((one) => one.name === option);
    if (declared !== undefined && found === undefined) throw new Error(`${name} has no option ${option}`);
    return found;
  };
  const absent = declared?.find((one) => one.required === true && !(one.name in given));
  if (focused === undefined && absent !== undefined) throw new Error(`${absent.name} is required`);
  const options: Json[] = Object.entries(given).map(([option, value]) => {
    const type = known(option)?.type;
    checkValue(known(option), value);
    return { name: option, type: type ?? typeOf(value), value: isUpload(value) ? value.id : value };
  });
  if (focused !== undefined) {
    const typedInto = known(focused.name);
    if (typedInto !== undefined && typedInto.autocomplete !== true)
      throw new Error(`${focused.name} has no autocomplete`);
    options.push({ ...focused, type: typedInto?.type ?? Option.String, focused: true });
  }
  const uploads = Object.values(given).filter(isUpload);
  return {
    ...{ id: command?.id ?? state.nextId(), name, type: 1 },
    options: subcommand === undefined ? options : [{ name: subcommand, type: Option.Subcommand, options }],
    resolved: {
      ...(uploads.length > 0 && {
        attachments: resolvedAttachments(
          state,
          uploads.map(({ id }) => id),
        ),
      }),
      ...resolvedMentions(state, Object.values(given), placeOf(state, call).guild),
    },
  };
}

/** The command a call names, if any commands were registered at all. */
export function findCommand(
  state: State,
  call: Pick<CommandCall, 'name' | 'user' | 'channel' | 'guild' | 'install'>,
  type: number,
): RegisteredCommand | undefined {
  if (state.commands.size === 0) return undefined;
  const channel = placeOf(state, call);
  const isThis = (one: RegisteredCommand) => one.name === call.name && one.type === type;
  const local = state.commands.get(channel.guild?.id ?? '')?.find(isThis);
  const command = local ?? state.commands.get('global')?.find(isThis);
  if (command === undefined) throw new Error(`No command ${call.name} of type ${type} is registered`);
  const { contexts, integration_types: installs } = command.json;
  const isUserInstall = call.install === 'user' || channel.guild?.hasBot === false;
  if (local === undefined && contexts?.includes(contextOf(channel)) === false)
    throw new Error(`${call.name} is not offered here`);
  if (local === undefined && isUserInstall && installs?.includes(1) !== true)
    throw new Error(`${call.name} is not offered to users who installed the app`);
  return command;
}

function optionsOf(command: CommandShape, subcommand: string | undefined): readonly OptionShape[] {
  const { name, options = [] } = 'options' in command ? command : { name: command.name };
  const groups = options.filter((one) => one.type === 1);
  const chosen = groups.find((one) => one.name === subcommand);
  if (subcommand === undefined ? groups.length > 0 : chosen === undefined)
    throw new Error(`${name} needs one of its subcommands, not ${subcommand}`);
  return chosen?.options ?? options.filter((one) => one.type !== 1);
}

/** What Discord's own form would not let a member send. */
function checkValue(option: OptionShape | undefined, value: OptionValue): void {
  if (option === undefined) return;
  const { name, type, choices, min_value, max_value, max_length, file_types } = option;
  const fail = (why: string): never => {
    throw new Error(`${name}: ${why}`);
  };
  const isNumber = type === Option.Integer || type === Option.Number;
  if ((type === Option.Attachment) !== isUpload(value)) fail('is no such thing as a file');
  if (isNumber !== (typeof value === 'number')) fail('is not a number where one belongs');
  if (type === Option.Integer && !Number.isInteger(value)) fail('is not a whole number');
  if ((type === Option.Boolean) !== (typeof value === 'boolean')) fail('is not true or false');
  const isId = type === Option.User || type === Option.Role;
  if (isId && !/^\d{17,20}$/.test(String(value))) fail('is nobody and no role');
  if (choices !== undefined && !choices.some((choice) => choice.value === value))
    fail('is none of the choices');
  if (typeof value === 'number' && (value < (min_value ?? value) || value > (max_value ?? value)))
    fail('is out of range');
  if (typeof value === 'string' && value.length > (max_length ?? 6_000)) fail('is too long');
  if (isUpload(value) && file_types !== undefined && !fitsTypes(value.name, file_types))
    fail('is not a type of file that is taken');
}

function typeOf(value: OptionValue): number {
  if (isUpload(value)) return Option.Attachment;
  if (typeof value === 'boolean') return Option.Boolean;
  return typeof value === 'number' ? Option.Number : Option.String;
}

function isUpload(value: OptionValue): value is Extract<OptionValue, object> {
  return typeof value === 'object';
}
