import { z } from 'zod';

const MAX_TEXT = 8_000;
const NAME = /^[-_'\p{L}\p{N}]{1,32}$/u;

const inEachLanguage = (text: z.ZodString) => z.record(z.string(), text).optional();
const typedName = z
  .string()
  .regex(NAME)
  .refine((name) => name === name.toLowerCase(), 'is not in lower case');
const description = z.string().min(1).max(100);
const short = z.string().min(1).max(100);
const described = { name: typedName, description, description_localizations: inEachLanguage(description) };

const choice = z.strictObject({ name: short, name_localizations: inEachLanguage(short), value: short });

/** String, Integer, Boolean, User, Role, Number and Attachment: what the bot asks for, of all there is. */
const field = z
  .strictObject({
    ...described,
    type: z.literal([3, 4, 5, 6, 8, 10, 11]),
    required: z.boolean().optional(),
    autocomplete: z.boolean().optional(),
    choices: z.array(choice).max(25).optional(),
    min_value: z.number().optional(),
    max_value: z.number().optional(),
    max_length: z.int().max(6_000).optional(),
    file_types: z.array(z.string()).max(10).optional(),
  })
  .refine(
    ({ autocomplete, choices = [] }) => autocomplete !== true || choices.length === 0,
    'completes choices',
  )
  .refine(
    ({ file_types, type }) => file_types === undefined || type === 11,
    'has file_types, but is no file',
  );

/** An option of a command. */
export type OptionShape = z.output<typeof field>;

const fields = z
  .array(field)
  .max(25)
  .refine(hasOwnNames, 'has two options of one name')
  .refine(
    (all) => all.every((one, index) => one.required !== true || all[index - 1]?.required !== false),
    'a required option follows an optional one',
  );
const subcommand = z.strictObject({ ...described, type: z.literal(1), options: fields });
const where = { contexts: z.array(z.int()).optional(), integration_types: z.array(z.int()).optional() };
const menuName = z.string().min(1).max(32);

const command = z.discriminatedUnion('type', [
  z.strictObject({
    ...{ ...described, ...where, type: z.literal(1), name_localizations: inEachLanguage(typedName) },
    options: z.union([
      fields,
      z.array(subcommand).min(1).max(25).refine(hasOwnNames, 'has a subcommand twice'),
    ]),
  }),
  z.strictObject({
    ...{ ...where, type: z.literal(3), name: menuName, name_localizations: inEachLanguage(menuName) },
  }),
]);

/** A command as the bot registers it: of what Discord knows, the part that the bot uses. */
export type CommandShape = z.output<typeof command>;

/** Every command of everybody, or of one server: at most 100 typed ones and 15 for messages. */
export const commandsRule = (isGlobal: boolean) =>
  z.array(command).superRefine((all, context) => {
    const complain = (message: string) => context.addIssue({ code: 'custom', message });
    for (const [type, most] of [
      [1, 100],
      [3, 15],
    ]) {
      const ofType = all.filter((one) => one.type === type);
      if (!hasOwnNames(ofType)) complain('Names must be unique');
      if (ofType.length > (most ?? 0)) complain('Too many commands of this type');
    }
    for (const one of all) {
      const { length } = longestTexts(one);
      if (length > MAX_TEXT) complain(`${one.name} has more than ${MAX_TEXT} characters`);
      if (!isGlobal && (one.contexts ?? one.integration_types) !== undefined)
        complain(`${one.name} says in a server where it can be used`);
    }
  });

function hasOwnNames(all: readonly { readonly name: string }[]): boolean {
  return new Set(all.map(({ name }) => name)).size === all.length;
}

/** Names, descriptions and values, each in its longest translation. */
function longestTexts(part: object): string {
  return Object.entries(part)
    .map(([key, value]: readonly [string, unknown]) => {
      if (Array.isArray(value)) return value.map((one) => longestTexts(Object(one))).join('');
      if (typeof value !== 'string') return '';
      const translations: readonly string[] = Object.values(Object(Object(part)[`${key}_localizations`]));
      return [value, ...translations].toSorted((a, b) => b.length - a.length)[0];
    })
    .join('');
}

const GROUPS: Readonly<Record<string, readonly string[]>> = {
  audio: ['.mp3', '.m4a', '.wav', '.ogg', '.opus', '.flac'],
  video: ['.mp4', '.mov', '.webm'],
};

/** Whether a file is of one of these types. Discord looks at the extension only. */
export function fitsTypes(name: string, types: readonly string[]): boolean {
  const allowed = types.flatMap((type) => GROUPS[type] ?? [type]);
  return allowed.some((extension) => name.toLowerCase().endsWith(extension));
}
