import type { DeskWordKey } from '../../desk/text/words.ts';
import type { Translate } from '../text/strings.ts';

/** Returns one text of the desk with its gaps filled. */
export type DeskTranslate = Translate<DeskWordKey>;

/** The keys that begin with a group's name and a dot. */
type GroupOf<Name extends string> = Extract<DeskWordKey, `${Name}.${string}`>;

/** Returns the word for a code, such as a stage; the code itself if a newer release of the server made it. */
export function wordFor<Name extends string>(t: DeskTranslate, group: Name, code: string): string {
  const key = `${group}.${code}` as GroupOf<Name>;
  const word = t(key);
  return word === key ? code : word;
}
