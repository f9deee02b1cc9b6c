import type { WebWordKey } from '../../text/words.ts';

/** Returns one text of the page with its gaps filled. */
export type Translate<Key extends string = WebWordKey> = (
  key: Key,
  facts?: Readonly<Record<string, string | number>>,
) => string;

/** Creates the translator from the texts of the session. A gap without a value stays visible. */
export function createTranslate<Key extends string = WebWordKey>(
  strings: Readonly<Record<string, string>>,
): Translate<Key> {
  return (key, facts = {}) =>
    (strings[key] ?? key).replace(/\{\{(\w+)\}\}/g, (gap, name: string) => String(facts[name] ?? gap));
}
