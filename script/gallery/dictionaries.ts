import { discordDictionary } from '../../src/bots/discord/text/words.ts';
import { slackDictionary } from '../../src/bots/slack/text/words.ts';
import { deskWords as englishDesk } from '../../src/bots/web/desk/text/en.ts';
import { deskWords as chineseDesk } from '../../src/bots/web/desk/text/zh-cn.ts';
import { webWords as englishWeb } from '../../src/bots/web/text/en.ts';
import { webWords as chineseWeb } from '../../src/bots/web/text/zh-cn.ts';
import type { Dictionary } from '../../src/core/text/translate.ts';
import { coreDictionaries } from '../../src/core/text/words.ts';

/** Every dictionary of the bot, by subject. */
export const DICTIONARIES = {
  ...coreDictionaries,
  discord: discordDictionary,
  slack: slackDictionary,
  web: { en: englishWeb, 'zh-CN': chineseWeb },
  desk: { en: englishDesk, 'zh-CN': chineseDesk },
} as const satisfies Readonly<Record<string, Dictionary>>;

type Dictionaries = typeof DICTIONARIES;
type EnglishText = {
  [Name in keyof Dictionaries]: Dictionaries[Name]['en'][keyof Dictionaries[Name]['en']];
}[keyof Dictionaries];

type GapsIn<Text> = Text extends `${string}{{${infer Gap}}}${infer Rest}` ? Gap | GapsIn<Rest> : never;

/** The name of a `{{gap}}` in any text of any dictionary. */
export type Gap = GapsIn<EnglishText>;
