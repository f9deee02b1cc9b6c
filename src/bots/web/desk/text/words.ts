import type { Locale } from '../../../../core/model/locale.ts';
import { deskWords as english } from './en.ts';
import { deskWords as simplifiedChinese } from './zh-cn.ts';

/** The key of one text of the owner's desk. */
export type DeskWordKey = keyof typeof english;

/** Returns the texts of the desk in a language. */
export function deskWordsOf(locale: Locale): Readonly<Record<DeskWordKey, string>> {
  return locale === 'zh-CN' ? simplifiedChinese : english;
}
