/** The languages of the bot's texts. `zh-CN` is Simplified Chinese. */
export const LOCALES = ['en', 'zh-CN'] as const;

/** One of {@link LOCALES}. */
export type Locale = (typeof LOCALES)[number];

/** Returns the language for a BCP 47 tag such as `zh-Hans-SG` or `en-GB`; English for anything unknown. */
export function localeOf(tag: string | undefined): Locale {
  return /^zh\b/i.test(tag ?? '') ? 'zh-CN' : 'en';
}
