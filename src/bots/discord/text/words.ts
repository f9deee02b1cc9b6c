import { createWords } from '../../../core/text/translate.ts';
import { coreDictionaries } from '../../../core/text/words.ts';
import { discordWords as english } from './en.ts';
import { discordWords as chinese } from './zh-cn.ts';

/** The texts only Discord needs, in every language. */
export const discordDictionary = { en: english, 'zh-CN': chinese } as const;

/** Translates a text for Discord. */
export const say = createWords(discordDictionary, coreDictionaries.jobs, coreDictionaries.errors);
