import { commandWords as englishCommands } from './en/commands.ts';
import { errorWords as englishErrors } from './en/errors.ts';
import { helpWords as englishHelp } from './en/help.ts';
import { jobWords as englishJobs } from './en/jobs.ts';
import { moneyWords as englishMoney } from './en/money.ts';
import { ownKeyWords as englishOwnKey } from './en/own-key.ts';
import { ruleWords as englishRules } from './en/rules.ts';
import { soundWords as englishSounds } from './en/sounds.ts';
import { tenantWords as englishTenant } from './en/tenant.ts';
import { usageWords as englishUsage } from './en/usage.ts';
import { createWords, type Dictionary } from './translate.ts';
import { commandWords as chineseCommands } from './zh-cn/commands.ts';
import { errorWords as chineseErrors } from './zh-cn/errors.ts';
import { helpWords as chineseHelp } from './zh-cn/help.ts';
import { jobWords as chineseJobs } from './zh-cn/jobs.ts';
import { moneyWords as chineseMoney } from './zh-cn/money.ts';
import { ownKeyWords as chineseOwnKey } from './zh-cn/own-key.ts';
import { ruleWords as chineseRules } from './zh-cn/rules.ts';
import { soundWords as chineseSounds } from './zh-cn/sounds.ts';
import { tenantWords as chineseTenant } from './zh-cn/tenant.ts';
import { usageWords as chineseUsage } from './zh-cn/usage.ts';

/** All texts shared by the platforms, by topic. */
export const coreDictionaries = {
  commands: { en: englishCommands, 'zh-CN': chineseCommands },
  errors: { en: englishErrors, 'zh-CN': chineseErrors },
  help: { en: englishHelp, 'zh-CN': chineseHelp },
  jobs: { en: englishJobs, 'zh-CN': chineseJobs },
  money: { en: englishMoney, 'zh-CN': chineseMoney },
  rules: { en: englishRules, 'zh-CN': chineseRules },
  sounds: { en: englishSounds, 'zh-CN': chineseSounds },
  tenant: { en: englishTenant, 'zh-CN': chineseTenant },
  usage: { en: englishUsage, 'zh-CN': chineseUsage },
  'own-key': { en: englishOwnKey, 'zh-CN': chineseOwnKey },
} as const satisfies Readonly<Record<string, Dictionary>>;

/** Returns a text that all platforms share. A platform creates its own function with `createWords`. */
export const translate = createWords(
  coreDictionaries.commands,
  coreDictionaries.errors,
  coreDictionaries.help,
  coreDictionaries.jobs,
  coreDictionaries.money,
  coreDictionaries['own-key'],
  coreDictionaries.rules,
  coreDictionaries.sounds,
  coreDictionaries.tenant,
  coreDictionaries.usage,
);

/** The key of a shared text. */
export type WordKey = Parameters<typeof translate>[1];
