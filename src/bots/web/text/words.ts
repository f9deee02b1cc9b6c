import type { Locale } from '../../../core/model/locale.ts';
import { webWords as english } from './en.ts';
import { webWords as simplifiedChinese } from './zh-cn.ts';

/** The key of one text of the page. */
export type WebWordKey = keyof typeof english;

/** All texts of the page in one language. */
export type WebWords = Readonly<Record<WebWordKey, string>>;

/** Returns the texts in a language. */
export function webWordsOf(locale: Locale): WebWords {
  return locale === 'zh-CN' ? simplifiedChinese : english;
}

/**
 * Returns one text with its `{{gaps}}` filled. A gap without a value stays visible, so that it is noticed.
 */
export function webWord(
  locale: Locale,
  key: WebWordKey,
  facts: Readonly<Record<string, string | number>> = {},
): string {
  return webWordsOf(locale)[key].replace(/\{\{(\w+)\}\}/g, (gap, name: string) =>
    Object.hasOwn(facts, name) ? String(facts[name]) : gap,
  );
}
