import { z } from 'zod';
import { type CommandShape, commandShape, type OptionShape as Option } from '../command-shape.ts';

/** Names, descriptions and values of one command together, by the longest translation. */
const MAX_TEXT = 8_000;
const COMMAND_KEYS = new Set([
  'name',
  'name_localizations',
  'description',
  'description_localizations',
  'type',
  'options',
  'default_member_permissions',
  'contexts',
  'integration_types',
  'nsfw',
  'handler',
]);
const OPTION_KEYS = new Set([
  'name',
  'name_localizations',
  'description',
  'description_localizations',
  'type',
  'required',
  'options',
  'choices',
  'channel_types',
  'min_value',
  'max_value',
  'min_length',
  'max_length',
  'autocomplete',
  'file_types',
]);
const NAME = /^[-_'\p{L}\p{N}]{1,32}$/u;

/** What the OpenAPI file does not see in a list of commands. */
export function lintCommands(body: unknown, isGlobal: boolean): readonly string[] {
  const read = z.array(commandShape).safeParse(body);
  if (!read.success) return ['not a list of commands'];
  return read.data.flatMap((command) => {
    const of = (error: string) => `${command.name}: ${error}`;
    const options = command.options ?? [];
    return [
      ...unknownKeys(command, COMMAND_KEYS).map(of),
      ...(command.type === 1 ? lintNames(command).map(of) : []),
      ...(command.type === 1 ? [] : lintMenuEntry(command).map(of)),
      ...lintOptions(options).map(of),
      ...(textLength(command) > MAX_TEXT ? [of(`has more than ${MAX_TEXT} characters`)] : []),
      ...(isGlobal
        ? []
        : ['contexts', 'integration_types']
            .filter((key) => key in command)
            .map((key) => of(`${key} in a server`))),
    ];
  });
}

function unknownKeys(value: object, known: ReadonlySet<string>): readonly string[] {
  return Object.keys(value)
    .filter((key) => !known.has(key))
    .map((key) => `unknown field ${key}`);
}

function lintNames({
  name,
  description,
  name_localizations: names,
  description_localizations: descriptions,
}: CommandShape | Option): readonly string[] {
  const bad = [name, ...Object.values(names ?? {})].filter(
    (one) => !NAME.test(one) || one !== one.toLowerCase(),
  );
  const long = [description ?? '', ...Object.values(descriptions ?? {})].filter(
    (one) => one.length < 1 || one.length > 100,
  );
  return [
    ...bad.map((one) => `name ${JSON.stringify(one)} is not taken`),
    ...long.map((one) => `description of ${name} has ${one.length} characters`),
  ];
}

function lintMenuEntry(command: CommandShape): readonly string[] {
  const names = [command.name, ...Object.values(command.name_localizations ?? {})];
  return [
    ...names
      .filter((one) => one.length < 1 || one.length > 32)
      .map((one) => `name ${JSON.stringify(one)} is too long`),
    ...((command.description ?? '') === '' ? [] : ['a menu entry has no description']),
    ...((command.options?.length ?? 0) === 0 ? [] : ['a menu entry has no options']),
  ];
}

function lintOptions(options: readonly Option[]): readonly string[] {
  const names = options.map(({ name }) => name);
  const lastRequired = options.findLastIndex(({ required }) => required === true);
  const firstOptional = options.findIndex(({ required }) => required !== true);
  return [
    ...(options.length > 25 ? ['has more than 25 options'] : []),
    ...(new Set(names).size === names.length ? [] : ['has two options of one name']),
    ...(firstOptional >= 0 && lastRequired > firstOptional
      ? ['a required option follows an optional one']
      : []),
    ...options.flatMap((option) => [
      ...unknownKeys(option, OPTION_KEYS),
      ...lintNames(option),
      ...lintChoices(option),
      ...(option.file_types !== undefined && (option.type !== 11 || option.file_types.length > 10)
        ? [`file_types of ${option.name} are not taken`]
        : []),
      ...lintOptions(option.options ?? []),
    ]),
  ];
}

function lintChoices({ name, autocomplete, choices = [] }: Option): readonly string[] {
  const texts = choices.flatMap((one) => [
    one.name,
    String(one.value),
    ...Object.values(one.name_localizations ?? {}),
  ]);
  return [
    ...(choices.length > 25 ? [`${name} has more than 25 choices`] : []),
    ...(choices.length > 0 && autocomplete === true ? [`${name} has choices and autocomplete`] : []),
    ...texts
      .filter((text) => text.length < 1 || text.length > 100)
      .map(() => `a choice of ${name} is too long`),
  ];
}

function textLength(command: CommandShape): number {
  return ownLength(command) + (command.options ?? []).reduce((sum, option) => sum + optionLength(option), 0);
}

function optionLength(option: Option): number {
  const choices = (option.choices ?? []).reduce(
    (sum, choice) => sum + longest(choice.name, choice.name_localizations) + String(choice.value).length,
    0,
  );
  return (
    ownLength(option) + choices + (option.options ?? []).reduce((sum, inner) => sum + optionLength(inner), 0)
  );
}

function ownLength(one: CommandShape | Option): number {
  return (
    longest(one.name, one.name_localizations) + longest(one.description ?? '', one.description_localizations)
  );
}

function longest(text: string, translations: Readonly<Record<string, string>> | null | undefined): number {
  return Math.max(text.length, ...Object.values(translations ?? {}).map(({ length }) => length));
}
