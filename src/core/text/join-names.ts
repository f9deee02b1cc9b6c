import type { Locale } from '../model/locale.ts';

/** Names one after the other, as each language sets a list of them. */
export function joinNames(locale: Locale, names: readonly string[]): string {
  return names.join(locale === 'zh-CN' ? '、' : ', ');
}
