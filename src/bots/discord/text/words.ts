import type { Locale } from '../../../core/model/locale.ts';
import { createWords } from '../../../core/text/translate.ts';
import { coreDictionaries } from '../../../core/text/words.ts';
import { discordWords as english } from './en.ts';
import { discordWords as chinese } from './zh-cn.ts';

/** The texts only Discord needs, in every language. */
export const discordDictionary = { en: english, 'zh-CN': chinese } as const;

/** Translates a text for Discord. */
export const say = createWords(discordDictionary, coreDictionaries.jobs, coreDictionaries.errors);

/** Returns the label of an option's field in a form. A test over all forms proves that each exists. */
export function fieldLabel(locale: Locale, command: string, option: string): string {
  const isCount = command === 'diarize' && option === 'speakers';
  return say(locale, `discord.field.${isCount ? 'speaker-count' : option}` as Parameters<typeof say>[1]);
}
