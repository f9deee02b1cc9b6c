import type { Locale } from '../core/text/locale.ts';
import { translate, type WordKey } from '../core/text/words.ts';
import type { AnyAction } from './action.ts';
import type { Command } from './command.ts';
import type { OptionKind } from './option.ts';

/** An option as a menu, a form or a help page shows it. */
export interface OptionDescription {
  readonly name: string;
  readonly kind: OptionKind;
  readonly description: string;
  readonly required: boolean;
  /** May be typed without its name. */
  readonly isBare: boolean;
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  readonly min?: number;
  readonly max?: number;
  readonly maxLength?: number;
}

/** A command, or one of its subcommands, with its options. */
export interface ActionDescription {
  readonly description: string;
  readonly startsJob: boolean;
  readonly options: readonly OptionDescription[];
}

/** One command in one language. Exactly one of `action` and `subcommands` is there. */
export interface CommandDescription {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly description: string;
  readonly action?: ActionDescription;
  readonly subcommands?: readonly (ActionDescription & { readonly name: string })[];
}

/** Describes commands for people. Every menu, form, help page and table is made from this. */
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
  return {
    description: translate(locale, wordKey(`command.${path}`)),
    startsJob: action.startsJob,
    options: Object.entries(action.options).map(([name, option]) => ({
      name,
      kind: option.kind,
      description: translate(locale, optionKey(command, name)),
      required: option.required,
      isBare: action.bare.includes(name),
      ...(option.choices === undefined
        ? {}
        : {
            choices: option.choices.map((value) => ({ value, label: choiceLabel(locale, name, value) })),
          }),
      ...(option.min === undefined ? {} : { min: option.min }),
      ...(option.max === undefined ? {} : { max: option.max }),
      ...(option.maxLength === undefined ? {} : { maxLength: option.maxLength }),
    })),
  };
}

/** What one choice of an option is called. */
export function choiceLabel(locale: Locale, option: string, value: string): string {
  return translate(locale, wordKey(`choice.${option}.${value}`));
}

function optionKey(command: string, name: string): WordKey {
  return wordKey(name === 'private' ? 'option.private' : `option.${command}.${name}`);
}

/** Keys built from names. That each exists is proven by a test over all commands and languages. */
function wordKey(key: string): WordKey {
  return key as WordKey;
}
