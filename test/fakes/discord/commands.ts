import { ApplicationCommandOptionType as Option } from 'discord.js';
import { commandShape, type OptionShape } from './command-shape.ts';
import type { AutocompleteCall, CommandCall, OptionValue } from './fake-discord.ts';
import { contextOf, placeOf } from './interactions.ts';
import { resolvedAttachments } from './payloads.ts';
import type { CommandRecord, Json, State } from './state.ts';

/** The `data` of a slash command. Throws where no member could send it. */
export function slashCommandData(state: State, call: CommandCall | AutocompleteCall): Json {
  const command = findCommand(state, call, 1);
  const declared = command && optionsOf(command, call.subcommand);
  const given = { ...call.options };
  const focused = 'focused' in call ? call.focused : undefined;
  if (declared !== undefined && focused === undefined) checkRequired(declared, given);
  const options: Json[] = Object.entries(given).map(([name, value]) => {
    const known = declared && optionNamed(declared, name, call.name);
    if (known !== undefined) checkValue(known, value);
    return { name, type: known?.type ?? typeOf(value), value: isUpload(value) ? value.id : value };
  });
  if (focused !== undefined) {
    const known = declared && optionNamed(declared, focused.name, call.name);
    if (known !== undefined && known.autocomplete !== true)
      throw new Error(`${focused.name} has no autocomplete`);
    options.push({
      name: focused.name,
      type: known?.type ?? Option.String,
      value: focused.value,
      focused: true,
    });
  }
  const uploads = Object.values(given).filter(isUpload);
  return {
    id: command?.id ?? state.nextId(),
    name: call.name,
    type: 1,
    options:
      call.subcommand === undefined ? options : [{ name: call.subcommand, type: Option.Subcommand, options }],
    ...(uploads.length > 0 && { resolved: { attachments: resolvedAttachments(state, uploads) } }),
  };
}

/** The command a call names, if any commands were registered at all. */
export function findCommand(
  state: State,
  call: Pick<CommandCall, 'name' | 'user' | 'channel' | 'guild' | 'install'>,
  type: number,
): CommandRecord | undefined {
  if (state.commands.size === 0) return undefined;
  const channel = placeOf(state, call);
  const isThis = (one: CommandRecord) => one.name === call.name && one.type === type;
  const local = state.commands.get(channel.guildId ?? '')?.find(isThis);
  if (local !== undefined) return local;
  const global = state.commands.get('global')?.find(isThis);
  if (global === undefined) throw new Error(`No command ${call.name} of type ${type} is registered`);
  const { contexts, integration_types: installs } = commandShape.parse(global.json);
  if (contexts && !contexts.includes(contextOf(channel))) throw new Error(`${call.name} is not offered here`);
  const isUserInstall = call.install === 'user' || (channel.guild !== undefined && !channel.guild.hasBot);
  if (isUserInstall && installs?.includes(1) !== true)
    throw new Error(`${call.name} is not offered to users who installed the app`);
  return global;
}

function optionsOf(command: CommandRecord, subcommand: string | undefined): readonly OptionShape[] {
  const { options = [] } = commandShape.parse(command.json);
  const groups = options.filter(({ type }) => type === Option.Subcommand);
  if (subcommand === undefined) {
    if (groups.length > 0) throw new Error(`${command.name} needs a subcommand`);
    return options;
  }
  const chosen = groups.find(({ name }) => name === subcommand);
  if (chosen === undefined) throw new Error(`${command.name} has no subcommand ${subcommand}`);
  return chosen.options ?? [];
}

function checkRequired(declared: readonly OptionShape[], given: Readonly<Record<string, OptionValue>>): void {
  const absent = declared.find(({ name, required }) => required === true && !(name in given));
  if (absent !== undefined) throw new Error(`${absent.name} is required`);
}

function optionNamed(declared: readonly OptionShape[], name: string, command: string): OptionShape {
  const option = declared.find((one) => one.name === name);
  if (option === undefined) throw new Error(`${command} has no option ${name}`);
  return option;
}

/** What Discord's own form would not let a member send. */
function checkValue(option: OptionShape, value: OptionValue): void {
  const { name, type, choices } = option;
  const fail = (why: string): never => {
    throw new Error(`${name}: ${why}`);
  };
  const isNumber = type === Option.Integer || type === Option.Number;
  if (type === Option.Attachment ? !isUpload(value) : isUpload(value)) fail('is no such thing as a file');
  if (isNumber !== (typeof value === 'number')) fail('is not a number where one belongs');
  if (type === Option.Integer && !Number.isInteger(value)) fail('is not a whole number');
  if ((type === Option.Boolean) !== (typeof value === 'boolean')) fail('is not true or false');
  const isId = type === Option.User || type === Option.Role;
  if (isId && (typeof value !== 'string' || !/^\d{17,20}$/.test(value))) fail('is nobody and no role');
  if (choices !== undefined && choices.length > 0 && !choices.some((choice) => choice.value === value))
    fail('is none of the choices');
  const size = typeof value === 'number' ? value : typeof value === 'string' ? value.length : undefined;
  const least = typeof value === 'number' ? option.min_value : option.min_length;
  const most = typeof value === 'number' ? option.max_value : (option.max_length ?? 6_000);
  if (size !== undefined && (size < (least ?? size) || size > (most ?? size))) fail('is out of range');
  if (isUpload(value) && option.file_types !== undefined && !fits(value.name, option.file_types))
    fail('is not a type of file that is taken');
}

const GROUPS: Readonly<Record<string, readonly string[]>> = {
  audio: ['.mp3', '.m4a', '.wav', '.ogg', '.opus', '.flac'],
  video: ['.mp4', '.mov', '.webm'],
  image: ['.png', '.jpg', '.jpeg', '.gif', '.webp'],
};

/** Discord looks at the extension only. */
function fits(name: string, types: readonly string[]): boolean {
  const allowed = types.flatMap((type) => GROUPS[type] ?? [type]);
  return allowed.some((extension) => name.toLowerCase().endsWith(extension));
}

function typeOf(value: OptionValue): number {
  if (isUpload(value)) return Option.Attachment;
  if (typeof value === 'boolean') return Option.Boolean;
  if (typeof value === 'number') return Number.isInteger(value) ? Option.Integer : Option.Number;
  return Option.String;
}

function isUpload(value: OptionValue): value is Extract<OptionValue, object> {
  return typeof value === 'object';
}
