/** The languages people can read the bot in. `zh-CN` is Simplified Chinese. */
export const LOCALES = ['en', 'zh-CN'] as const;

/** A language the bot speaks. */
export type Locale = (typeof LOCALES)[number];

/** Picks the language for a BCP 47 tag such as `zh-Hans-SG` or `en-GB`; anything unknown reads English. */
export function localeOf(tag: string | undefined): Locale {
  return /^zh\b/i.test(tag ?? '') ? 'zh-CN' : 'en';
}
