import type { Locale } from '../model/locale.ts';

/** Joins names into a list, as the language does. */
export function joinNames(locale: Locale, names: readonly string[]): string {
  return names.join(locale === 'zh-CN' ? '、' : ', ');
}
