import { createWords } from '../../../core/text/translate.ts';
import { coreDictionaries } from '../../../core/text/words.ts';
import { slackWords as english } from './en.ts';
import { slackWords as chinese } from './zh-cn.ts';

/** The texts only Slack needs, in every language. */
export const slackDictionary = { en: english, 'zh-CN': chinese } as const;

/** Translates a text for Slack: its own texts and those shared by all platforms. */
export const say = createWords(
  coreDictionaries.commands,
  coreDictionaries.errors,
  coreDictionaries.jobs,
  coreDictionaries.money,
  slackDictionary,
);
