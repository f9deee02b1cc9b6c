import type { Locale } from '../model/locale.ts';

/** A remark behind words, in the brackets of the language: Latin ones stand apart from the words, Chinese ones do not. */
export function withRemark(locale: Locale, words: string, remark: string): string {
  return locale === 'zh-CN' ? `${words}（${remark}）` : `${words} (${remark})`;
}
