import type { Locale } from '../../core/model/locale.ts';
import { translate, type WordKey } from '../../core/text/words.ts';
import type { AnyAction } from './action.ts';
import type { Command } from './command.ts';
import type { OptionKind } from './option.ts';

/** An option as a menu, a form or a help page shows it. */
export interface OptionDescription {
  readonly name: string;
  readonly kind: Exclude<OptionKind, 'secret'>;
  readonly description: string;
  readonly required: boolean;
  /** Whether it may be typed without its name. */
  readonly isBare: boolean;
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  readonly min?: number;
  readonly max?: number;
  readonly maxLength?: number;
}

/** A field for a secret. It is filled in a form and never typed into a command. */
export interface SecretDescription {
  readonly name: string;
  readonly description: string;
  readonly maxLength?: number;
}

/** A command, or one of its subcommands, with its options. */
export interface ActionDescription {
  readonly description: string;
  readonly startsJob: boolean;
  readonly options: readonly OptionDescription[];
  /** Fields of the form that must be filled before the command runs; absent if there are none. */
  readonly secrets?: readonly SecretDescription[];
}

/** One command in one language. Exactly one of `action` and `subcommands` is present. */
export interface CommandDescription {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly description: string;
  readonly action?: ActionDescription;
  readonly subcommands?: readonly (ActionDescription & { readonly name: string })[];
}

/** Describes commands for people. Every menu, form, help page and table uses this. */
export function describe(commands: readonly Command[], locale: Locale): readonly CommandDescription[] {
  return commands.map((command) => {
    const { name, aliases } = command;
    const description = translate(locale, wordKey(`command.${name}`));
    if ('action' in command) {
      return { name, aliases, description, action: describeAction(name, name, command.action, locale) };
    }
    const subcommands = Object.entries(command.subcommands).map(([sub, action]) => ({
      name: sub,
      ...describeAction(name, `${name}.${sub}`, action, locale),
    }));
    return { name, aliases, description, subcommands };
  });
}

function describeAction(command: string, path: string, action: AnyAction, locale: Locale): ActionDescription {
  const options = Object.entries(action.options);
  const secrets = options.flatMap(([name, option]) =>
    option.kind === 'secret' ? [{ name, ...describeField(command, name, option, locale) }] : [],
  );
  return {
    description: translate(locale, wordKey(`command.${path}`)),
    startsJob: action.startsJob,
    options: options.flatMap(([name, option]) =>
      option.kind === 'secret'
        ? []
        : [
            {
              name,
              kind: option.kind,
              ...describeField(command, name, option, locale),
              required: option.required,
              isBare: action.bare.includes(name),
              ...(option.choices && { choices: labelled(option.choices, name, locale) }),
              ...(option.min !== undefined && { min: option.min }),
              ...(option.max !== undefined && { max: option.max }),
            },
          ],
    ),
    ...(secrets.length === 0 ? {} : { secrets }),
  };
}

function describeField(
  command: string,
  name: string,
  { maxLength }: { readonly maxLength?: number },
  locale: Locale,
): { readonly description: string; readonly maxLength?: number } {
  const description = translate(locale, optionKey(command, name));
  return { description, ...(maxLength !== undefined && { maxLength }) };
}

function labelled(
  choices: readonly string[],
  option: string,
  locale: Locale,
): NonNullable<OptionDescription['choices']> {
  return choices.map((value) => ({ value, label: choiceLabel(locale, option, value) }));
}

/** Returns the label of an option's choice. */
export function choiceLabel(locale: Locale, option: string, value: string): string {
  return translate(locale, wordKey(`choice.${option}.${value}`));
}

function optionKey(command: string, name: string): WordKey {
  return wordKey(name === 'private' ? 'option.private' : `option.${command}.${name}`);
}

/** Returns a key built from names. A test over all commands and languages proves that each exists. */
function wordKey(key: string): WordKey {
  return key as WordKey;
}
