import { BotError } from '../core/errors.ts';
import type { Call } from './command.ts';
import { type Options, type RawValue, toggle, type Values } from './option.ts';
import type { Outcome } from './reply.ts';

/** Raw values by option name, as a platform or the line parser produced them. */
export type RawValues = Readonly<Record<string, RawValue>>;

/** Options and what to do with them. Made by {@link action}; the value types stay inside. */
export interface AnyAction {
  readonly options: Options;
  /** Options that may be typed without their name, in the order they are tried. */
  readonly bare: readonly string[];
  /** Starts a job, so it also has the option `private`. */
  readonly startsJob: boolean;
  /**
   * Reads the options and acts.
   *
   * @throws {BotError} when an option is unknown, missing or wrong, or when the command refuses.
   */
  perform(raw: RawValues, call: Call): Promise<Outcome>;
}

/** Ties options to the function that uses them, so that the compiler knows each value's type. */
export function action<const O extends Options>(definition: {
  readonly options: O;
  readonly bare?: readonly (keyof O & string)[];
  readonly startsJob?: boolean;
  readonly run: (values: Values<O>, call: Call) => Promise<Outcome> | Outcome;
}): AnyAction {
  const startsJob = definition.startsJob ?? false;
  const options: Options = startsJob ? { ...definition.options, private: toggle() } : definition.options;
  return {
    options,
    bare: definition.bare ?? [],
    startsJob,
    perform: async (raw, call) => definition.run(readValues<O>(options, raw), call),
  };
}

function readValues<O extends Options>(options: Options, raw: RawValues): Values<O> {
  const values: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(raw)) {
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (option === undefined) {
      throw new BotError('option-unknown', `Unknown option ${name}`, {
        facts: { option: name.slice(0, 60), options: Object.keys(options).join(', ') },
      });
    }
    values[name] = option.read(given, name);
  }
  for (const [name, option] of Object.entries(options)) {
    if (option.required && values[name] === undefined) {
      throw new BotError('option-missing', `Missing option ${name}`, { facts: { option: name } });
    }
  }
  // Each value was read by the option of the same name, which is what the mapped type says.
  return values as Values<O>;
}
