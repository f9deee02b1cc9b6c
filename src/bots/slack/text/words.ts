import { createWords } from '../../../core/text/translate.ts';
import { coreDictionaries } from '../../../core/text/words.ts';
import { slackWords as english } from './en.ts';
import { slackWords as chinese } from './zh-cn.ts';

/** The words that are Slack's own. */
export const slackDictionary = { en: english, 'zh-CN': chinese } as const;

/** Says something on Slack: its own words and those that are the same everywhere. */
export const say = createWords(
  coreDictionaries.commands,
  coreDictionaries.errors,
  coreDictionaries.jobs,
  coreDictionaries.money,
  slackDictionary,
);
