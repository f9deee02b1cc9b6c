import {
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  ApplicationCommandOptionType as OptionType,
} from 'discord.js';
import type {
  ActionDescription,
  CommandDescription,
  OptionDescription,
} from '../../../commands/framework/describe.ts';
import type { Locale } from '../../../core/model/locale.ts';
import { LISTED } from '../draw/choice-list.ts';
import { MENU } from '../receive/menu.ts';
import type { Installs } from '../rest/application-api.ts';
import { say } from '../text/words.ts';

/** Describes the commands in a language, as the command dispatcher does. */
export type Describe = (locale: Locale) => readonly CommandDescription[];

/** One value in every language the bot speaks. */
interface InLanguages<T> {
  readonly en: T;
  readonly zh: T;
}

/** Discord's longest text option; longer texts come as a file. */
const MAX_TEXT = 6_000;
const MAX_DESCRIPTION = 100;
/** What Discord lets members choose as a file. Discord checks only names; the bot decides by the bytes. */
const FILE_TYPES = { audio: ['audio', 'video'], textFile: ['.txt'] } as const;
/**
 * Returns every command as Discord registers it: one entry per name and alias, plus the message menu.
 *
 * @param scope a command registered in one server may not say where it can be used.
 */
export function commandJson(describe: Describe, scope: Installs | 'one-server'): readonly object[] {
  const where = scope === 'one-server' ? {} : placesFor(scope);
  const chinese = describe('zh-CN');
  const typed = describe('en').flatMap((en) => {
    const zh = found(chinese, en.name);
    return [en.name, ...en.aliases].map((name) => ({
      type: ApplicationCommandType.ChatInput,
      name,
      ...described({ en: en.description, zh: zh.description }),
      options: optionsOf({ en, zh }),
      ...where,
    }));
  });
  const menu = MENU.map(({ word }) => ({
    type: ApplicationCommandType.Message,
    ...named({ en: say('en', word), zh: say('zh-CN', word) }),
    ...where,
  }));
  return [...typed, ...menu];
}

function placesFor({ server, person }: Installs): object {
  return {
    integration_types: [
      ...(server ? [ApplicationIntegrationType.GuildInstall] : []),
      ...(person ? [ApplicationIntegrationType.UserInstall] : []),
    ],
    contexts: [
      InteractionContextType.Guild,
      InteractionContextType.BotDM,
      ...(person ? [InteractionContextType.PrivateChannel] : []),
    ],
  };
}

function optionsOf({ en, zh }: InLanguages<CommandDescription>): readonly object[] {
  if (en.action !== undefined) return fields({ en: en.action, zh: zh.action ?? en.action });
  return (en.subcommands ?? []).map((sub) => {
    const other = found(zh.subcommands ?? [], sub.name);
    return {
      type: OptionType.Subcommand,
      name: sub.name,
      ...described({ en: sub.description, zh: other.description }),
      options: fields({ en: sub, zh: other }),
    };
  });
}

/** Discord requires required options first. */
function fields({ en, zh }: InLanguages<ActionDescription>): readonly object[] {
  return en.options
    .map((option) => ({ ...option, required: isRequired(option, en) }))
    .toSorted((a, b) => Number(b.required) - Number(a.required))
    .map((option) => field({ en: option, zh: found(zh.options, option.name) }));
}

function field({ en, zh }: InLanguages<OptionDescription>): object {
  return {
    name: en.name,
    ...described({ en: en.description, zh: zh.description }),
    required: en.required,
    ...kindOf({ en, zh }),
  };
}

/** A form asks for missing text, because it has room for several lines; a list for a voice or a job. */
function isRequired(option: OptionDescription, { startsJob }: ActionDescription): boolean {
  if (LISTED.some((kind) => kind === option.kind)) return false;
  return option.required && !(option.kind === 'text' && startsJob);
}

function kindOf({ en, zh }: InLanguages<OptionDescription>): object {
  switch (en.kind) {
    case 'audio':
    case 'textFile':
      return { type: OptionType.Attachment, file_types: FILE_TYPES[en.kind] };
    case 'number':
      return {
        type: OptionType.Number,
        ...(en.min !== undefined && { min_value: en.min }),
        ...(en.max !== undefined && { max_value: en.max }),
      };
    case 'toggle':
      return { type: OptionType.Boolean };
    case 'role':
      return { type: OptionType.Role };
    case 'member':
      return { type: OptionType.User };
    case 'voice':
    case 'genre':
    case 'job':
    case 'command':
    case 'tenant':
    case 'zone':
      return { type: OptionType.String, autocomplete: true };
    case 'choice':
      return {
        type: OptionType.String,
        choices: (en.choices ?? []).map(({ value, label }) => {
          const other = zh.choices?.find((one) => one.value === value);
          return { value, ...named({ en: label, zh: other?.label ?? label }) };
        }),
      };
    case 'text':
    case 'url':
    case 'urls':
    // An amount may be a word such as `none`, so Discord must not treat it as a number.
    case 'dollars':
      return { type: OptionType.String, max_length: Math.min(en.maxLength ?? MAX_TEXT, MAX_TEXT) };
  }
}

function described({ en, zh }: InLanguages<string>): object {
  const cut = (text: string): string => Array.from(text).slice(0, MAX_DESCRIPTION).join('');
  return { description: cut(en), description_localizations: localised(cut(en), cut(zh)) };
}

function named({ en, zh }: InLanguages<string>): object {
  return { name: en, name_localizations: localised(en, zh) };
}

/** English is set under its own locales too; without them Discord's fallback may show another language. */
function localised(en: string, zh: string): object {
  return { 'en-US': en, 'en-GB': en, 'zh-CN': zh };
}

function found<T extends { readonly name: string }>(list: readonly T[], name: string): T {
  const one = list.find((candidate) => candidate.name === name);
  if (one === undefined) throw new Error(`${name} is described in one language only`);
  return one;
}
