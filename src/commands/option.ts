import { BotError } from '../core/errors.ts';
import type { AttachmentRef } from '../core/jobs/request.ts';

/** A value as it arrives from a platform, before the option has read it. */
export type RawValue = string | number | boolean | AttachmentRef;

/** What an option is, so that each platform can draw the right field for it. */
export type OptionKind =
  | 'text'
  | 'number'
  | 'choice'
  | 'audio'
  | 'textFile'
  | 'url'
  | 'voice'
  | 'job'
  | 'toggle';

/** One option of a command. `read` turns what arrived into the value the command works with. */
export interface Option<Value> {
  readonly kind: OptionKind;
  readonly required: boolean;
  readonly choices?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly maxLength?: number;
  /** @throws {BotError} naming the option, the value and what is allowed. */
  read(raw: RawValue, name: string): Value;
}

/** The options of a command by name. */
export type Options = Readonly<Record<string, Option<unknown>>>;

/** What a command gets: each option's value, where it was given. */
export type Values<O extends Options> = {
  readonly [Name in keyof O]?: O[Name] extends Option<infer Value> ? Value : never;
};

function asText(raw: RawValue): string {
  return typeof raw === 'object' ? raw.name : String(raw);
}

/** Free text. Its length is judged by the command, which knows why there is a limit. */
export function text(settings: { maxLength?: number; required?: boolean } = {}): Option<string> {
  return {
    kind: 'text',
    required: settings.required ?? false,
    ...(settings.maxLength === undefined ? {} : { maxLength: settings.maxLength }),
    read: asText,
  };
}

/** A web address, read as text; the command checks it. */
export function url(): Option<string> {
  // Chat programs wrap links in angle brackets to stop a preview.
  return {
    kind: 'url',
    required: false,
    read: (raw) =>
      asText(raw)
        .trim()
        .replace(/^<(.*)>$/, '$1'),
  };
}

/** A voice, by id or by any spelling of its name; the command looks it up. */
export function voice(): Option<string> {
  return { kind: 'voice', required: false, read: (raw) => asText(raw).trim() };
}

/** The id of one of the member's jobs. */
export function job(): Option<string> {
  return { kind: 'job', required: true, read: (raw) => asText(raw).trim().replace(/^#/, '').toLowerCase() };
}

/** A number from `min` to `max`, both allowed. */
export function number(settings: { min: number; max: number; required?: boolean }): Option<number> {
  const { min, max } = settings;
  return {
    kind: 'number',
    required: settings.required ?? false,
    min,
    max,
    read(raw, name) {
      const given = asText(raw).trim();
      const value = given === '' ? Number.NaN : Number(given);
      if (!Number.isFinite(value)) {
        throw new BotError('option-not-a-number', `${name} is not a number`, {
          facts: { option: name, min, max },
        });
      }
      if (value < min || value > max) {
        throw new BotError('option-out-of-range', `${name} is outside ${min} to ${max}`, {
          facts: { option: name, value, min, max },
        });
      }
      return value;
    },
  };
}

/** One of a few words. */
export function choice<const Choice extends string>(
  choices: readonly Choice[],
  settings: { required?: boolean } = {},
): Option<Choice> {
  return {
    kind: 'choice',
    required: settings.required ?? false,
    choices,
    read(raw, name) {
      const given = asText(raw).trim();
      const found = choices.find((one) => one.toLowerCase() === given.toLowerCase());
      if (found === undefined) {
        throw new BotError('option-not-a-choice', `${name} has no such choice`, {
          facts: { option: name, value: given.slice(0, 60), choices: choices.join(', ') },
        });
      }
      return found;
    },
  };
}

const YES = new Set(['true', 'on', 'yes', '1', '是', '开']);
const NO = new Set(['false', 'off', 'no', '0', '否', '关']);

/** On or off. */
export function toggle(): Option<boolean> {
  return {
    kind: 'toggle',
    required: false,
    read(raw, name) {
      const given = asText(raw).trim().toLowerCase();
      if (YES.has(given)) return true;
      if (NO.has(given)) return false;
      throw new BotError('option-not-yes-or-no', `${name} is neither on nor off`, {
        facts: { option: name },
      });
    },
  };
}

function attachment(kind: 'audio' | 'textFile'): Option<AttachmentRef> {
  return {
    kind,
    required: false,
    read(raw, name) {
      if (typeof raw === 'object') return raw;
      throw new BotError('option-not-a-choice', `${name} takes a file, not text`, {
        facts: { option: name, value: asText(raw).slice(0, 60), choices: 'file' },
      });
    },
  };
}

/** A sound the member attached. */
export const audio = (): Option<AttachmentRef> => attachment('audio');

/** A text file the member attached. */
export const textFile = (): Option<AttachmentRef> => attachment('textFile');
