import { trimBlank } from '../../core/model/blank.ts';
import { BotError } from '../../core/model/errors.ts';
import type { Secret } from '../../core/model/secret.ts';
import type { Call } from './command.ts';
import { excerpt } from './excerpt.ts';
import { type Option, type OptionKind, type Options, type RawValue, toggle, type Values } from './option.ts';
import type { Outcome } from './reply.ts';
import { admitted, type OnlyFor } from './who-may.ts';

/** Raw values by option name, as a platform or the line parser produced them. */
export type RawValues = Readonly<Record<string, RawValue>>;

/** The values of a form that nobody else sees, by option name. */
export type Secrets = Readonly<Record<string, Secret>>;

/** Validated options. Nothing has happened yet. */
export interface Reading {
  /** Whether the member asked for a private result. */
  readonly isPrivate: boolean;
  /** The value of each option, secrets included. */
  readonly values: Readonly<Record<string, unknown>>;
  /** @throws {BotError} when the command refuses. */
  act(call: Call): Promise<Outcome>;
}

/** Options and the function that uses them. Made by {@link action}; the value types stay inside. */
export interface AnyAction {
  readonly options: Options;
  /** Options that may be typed without their name, in the order they are tried. */
  readonly bare: readonly string[];
  /** Whether it starts a job, and so also has the option `private`. */
  readonly startsJob: boolean;
  /** Who alone may use it; everybody when absent. A job’s own rules come on top. */
  readonly onlyFor?: OnlyFor;
  /**
   * Validates values.
   * @throws {BotError} if an option is unknown, missing or wrong.
   */
  read(raw: RawValues, secrets?: Secrets): Reading;
}

/** Characters of a name, a word or a number. */
const SHORT_MAX_LENGTH = 100;
/** As much of a value as a refusal quotes. */
const QUOTED_CHARACTERS = 20;

/** Ties options to the function that uses them, so that the compiler knows each value's type. */
export function action<const O extends Options>(definition: {
  readonly options: O;
  readonly bare?: readonly (keyof O & string)[];
  readonly startsJob?: boolean;
  readonly onlyFor?: OnlyFor;
  readonly run: (values: Values<O>, call: Call) => Promise<Outcome> | Outcome;
}): AnyAction {
  const startsJob = definition.startsJob ?? false;
  const options: Options = startsJob ? { ...definition.options, private: toggle() } : definition.options;
  return {
    options,
    bare: definition.bare ?? [],
    startsJob,
    ...(definition.onlyFor !== undefined && { onlyFor: definition.onlyFor }),
    read(raw, secrets = {}) {
      const values = readValues(options, raw, secrets);
      return {
        isPrivate: startsJob && values['private'] === true,
        values,
        // Each value was read by the option of the same name, as the mapped type states.
        act: async (call) => definition.run(values as Values<O>, await admitted(call, definition.onlyFor)),
      };
    },
  };
}

function readValues(options: Options, raw: RawValues, secrets: Secrets): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  // Each value is read without the blanks around it.
  for (const [name, given] of Object.entries(raw)) {
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (option === undefined) {
      throw unknownOption(name, options);
    }
    const value = typeof given === 'string' ? trimBlank(given) : given;
    checkLength(option, value, name);
    if (!isLeftBlank(option, value)) values[name] = option.read(value, name);
  }
  for (const [name, option] of Object.entries(options)) {
    if (option.kind === 'secret' && Object.hasOwn(secrets, name)) values[name] = secrets[name];
    if (option.required && values[name] === undefined) {
      if (option.kind === 'secret')
        throw new BotError('form-needed', `The secret ${name} is asked for in a form`);
      throw new BotError('option-missing', `Missing option ${name}`, { facts: { option: name } });
    }
  }
  return values;
}

/**
 * Checks a value's length before its option reads it, so that no value can take long to read. It counts
 * characters, of which {@link Option.maxLength} states the most, or 100.
 *
 * @throws {BotError} the option's own code for a value that is too long, or `words-too-long`.
 */
function checkLength(option: Option<unknown>, raw: RawValue, name: string): void {
  const { maxLength: max = SHORT_MAX_LENGTH, tooLong = 'words-too-long' } = option;
  if (typeof raw !== 'string' || raw.length <= max) return;
  const { length } = Array.from(raw);
  if (length <= max) return;
  throw new BotError(tooLong, `${name} is too long`, {
    facts: { option: name, length, max, value: excerpt(raw, QUOTED_CHARACTERS) },
  });
}

function unknownOption(name: string, options: Options): BotError {
  const known = Object.keys(options).join(', ');
  if (known === '') {
    return new BotError('words-unwanted', 'An option for a command that takes none', {
      facts: { words: excerpt(name) },
    });
  }
  return new BotError('option-unknown', 'The command has no such option', {
    facts: { option: excerpt(name), options: known },
  });
}

const NEVER_BLANK: ReadonlySet<OptionKind> = new Set(['number', 'choice', 'toggle', 'audio', 'textFile']);

/**
 * Whether a field was left blank. An empty text field counts as absent; an empty number or choice is a
 * mistake.
 */
function isLeftBlank(option: Option<unknown>, given: RawValue): boolean {
  return !NEVER_BLANK.has(option.kind) && given === '';
}
