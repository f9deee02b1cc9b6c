import { distance } from 'fastest-levenshtein';
import type { ErrorCode } from '../../core/model/error-codes.ts';
import { BotError } from '../../core/model/errors.ts';
import type { AttachmentRef } from '../../core/model/job/request.ts';
import { excerpt } from './excerpt.ts';

/** A value from a platform, before the option has read it. */
export type RawValue = string | number | boolean | AttachmentRef;

/** The kind of an option, so that each platform can draw the right field. */
export type OptionKind =
  | 'text'
  | 'number'
  | 'choice'
  | 'audio'
  | 'textFile'
  | 'url'
  | 'urls'
  | 'voice'
  | 'genre'
  | 'job'
  | 'command'
  | 'toggle'
  | 'dollars'
  | 'role'
  | 'member'
  | 'tenant'
  | 'zone'
  | 'secret';

/** One option of a command. `read` turns a raw value into the one the command works with. */
export interface Option<Value, Required extends boolean = boolean> {
  readonly kind: OptionKind;
  readonly required: Required;
  readonly choices?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  /** The most characters of a value; 100 when left out. Longer values are refused before `read`. */
  readonly maxLength?: number;
  /** How a longer value is refused; `words-too-long` when left out. */
  readonly tooLong?: ErrorCode;
  /** Whether a single unnamed word may be meant for this option. `read` decides whether it is valid. */
  fits(word: string): boolean;
  /**
   * Validates a value. Text comes without the blanks around it.
   * @throws {BotError} naming the option, the value and what is allowed.
   */
  read(raw: RawValue, name: string): Value;
}

/** The options of a command by name. */
export type Options = Readonly<Record<string, Option<unknown>>>;

type ValueOf<Any> = Any extends Option<infer Value> ? Value : never;
type RequiredNames<O extends Options> = {
  [Name in keyof O]: O[Name] extends Option<unknown, true> ? Name : never;
}[keyof O];

/** The values a command receives: one per required option, and per other option that was given. */
export type Values<O extends Options> = {
  readonly [Name in RequiredNames<O>]: ValueOf<O[Name]>;
} & {
  readonly [Name in Exclude<keyof O, RequiredNames<O>>]?: ValueOf<O[Name]>;
};

const never = (): boolean => false;

/** Free text. */
export function text<const Required extends boolean = false>(settings: {
  readonly maxLength: number;
  readonly tooLong?: ErrorCode;
  readonly required?: Required;
}): Option<string, Required> {
  return { kind: 'text', ...settings, required: isRequired(settings.required), fits: never, read: asText };
}

/** Longer than any browser shares. */
const URL_MAX_LENGTH = 4_000;

/** A URL, read as text; the command checks it. */
export function url(): Option<string, false> {
  return {
    kind: 'url',
    required: false,
    maxLength: URL_MAX_LENGTH,
    fits: (word) => /[./]/.test(word),
    // Chat programs wrap links in angle brackets to stop a preview.
    read: (raw) => asText(raw).replace(/^<(.*)>$/, '$1'),
  };
}

/** One URL or several, read as text; the command separates and checks them. */
export function urls(): Option<string, false> {
  return { kind: 'urls', required: false, maxLength: URL_MAX_LENGTH, fits: never, read: asText };
}

/** A voice, by id or any spelling of its name; the command looks it up. */
export function voice<const Required extends boolean = false>(
  settings: { readonly required?: Required } = {},
): Option<string, Required> {
  return {
    kind: 'voice',
    required: isRequired(settings.required),
    fits: never,
    read: asText,
  };
}

/** A music genre, by its name; the command looks it up. */
export function genre(): Option<string, false> {
  return { kind: 'genre', required: false, fits: never, read: asText };
}

/** The id of one of the member's jobs. */
export function job(): Option<string, true> {
  return {
    kind: 'job',
    required: true,
    fits: () => true,
    read: (raw) => excerpt(asText(raw)).replace(/^#/, '').toLowerCase(),
  };
}

/** The name of a command, with or without a subcommand; the command looks it up. */
export function commandName(): Option<string, false> {
  return {
    kind: 'command',
    required: false,
    fits: () => true,
    read: (raw) => asText(raw).replace(/^\//, '').toLowerCase(),
  };
}

/** A number from `min` to `max`, inclusive. Digits may be full-width, as Chinese keyboards write them. */
export function number<const Required extends boolean = false>(settings: {
  readonly min: number;
  readonly max: number;
  readonly required?: Required;
}): Option<number, Required> {
  const { min, max } = settings;
  return {
    kind: 'number',
    required: isRequired(settings.required),
    min,
    max,
    fits: (word) => /\p{Nd}/u.test(word),
    read(raw, name) {
      const given = asText(raw).normalize('NFKC');
      if (!/^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(given)) {
        throw new BotError('option-not-a-number', `${name} is not a number`, {
          facts: { option: name, min, max },
        });
      }
      const value = Number(given);
      if (value < min || value > max) {
        throw new BotError('option-out-of-range', `${name} is outside ${min} to ${max}`, {
          facts: { option: name, value, min, max },
        });
      }
      return value;
    },
  };
}

/** One of several words, in any case. */
export function choice<const Choice extends string, const Required extends boolean = false>(
  choices: readonly Choice[],
  settings: { readonly required?: Required } = {},
): Option<Choice, Required> {
  return {
    kind: 'choice',
    required: isRequired(settings.required),
    choices,
    // One wrong letter is a typo: listing the choices is better than reading it as something else.
    fits: (word) => choices.some((one) => distance(one, word.toLowerCase()) <= 1),
    read(raw, name) {
      const given = asText(raw);
      const found = choices.find((one) => one === given.toLowerCase());
      if (found === undefined) {
        throw new BotError('option-not-a-choice', `${name} has no such choice`, {
          facts: { option: name, value: excerpt(given), choices: choices.join(', ') },
        });
      }
      return found;
    },
  };
}

const YES = new Set(['true', 'on', 'yes', '1', '是', '开']);
const NO = new Set(['false', 'off', 'no', '0', '否', '关']);

/** On or off. */
export function toggle(): Option<boolean, false> {
  return {
    kind: 'toggle',
    required: false,
    fits: never,
    read(raw, name) {
      const given = asText(raw).toLowerCase();
      if (YES.has(given)) return true;
      if (NO.has(given)) return false;
      throw new BotError('option-not-yes-or-no', `${name} is neither on nor off`, {
        facts: { option: name },
      });
    },
  };
}

/** An audio file the member attached. */
export const audio = (): Option<AttachmentRef, false> => attachment('audio');

/** A text file the member attached. */
export const textFile = (): Option<AttachmentRef, false> => attachment('textFile');

function attachment(kind: 'audio' | 'textFile'): Option<AttachmentRef, false> {
  return {
    kind,
    required: false,
    fits: never,
    read(raw, name) {
      if (typeof raw === 'object') return raw;
      throw new BotError('option-takes-file', `${name} takes a file, not text`, { facts: { option: name } });
    },
  };
}

/**
 * Returns a raw value as text. A file's name must never be mistaken for its content.
 *
 * @throws {BotError} `file-not-wanted` for a file.
 */
export function asText(raw: RawValue): string {
  if (typeof raw === 'object') throw new BotError('file-not-wanted', 'A file where text is expected');
  return String(raw);
}

/** Omitting `required` means `false`, which its type reflects. */
function isRequired<Required extends boolean>(required: Required | undefined): Required {
  return (required ?? false) as Required;
}
