import type { Locale } from '../model/locale.ts';

/** Appends a remark in the language's brackets: English ones follow a space, Chinese ones don't. */
export function withRemark(locale: Locale, words: string, remark: string): string {
  return locale === 'zh-CN' ? `${words}（${remark}）` : `${words} (${remark})`;
}
