import { createInstance } from 'i18next';
import type { ErrorFacts } from '../model/errors.ts';
import { LOCALES, type Locale } from '../model/locale.ts';

/** Words in every language. English decides which keys there are. */
export type Dictionary = Readonly<Record<Locale, Readonly<Record<string, string>>>>;

/** What words are asked for by: a key of the English words, without the ending that counts (`_one`). */
export type KeyOf<English> = keyof English extends infer Key
  ? Key extends `${infer Counted}_${'one' | 'other'}`
    ? Counted
    : Key extends string
      ? Key
      : never
  : never;

/**
 * Says something in a language. Facts fill the `{{gaps}}` as they are, without any meaning of their own; numbers
 * are written as the language does. A fact called `count` chooses between one and several. A gap without a
 * fact stays visible.
 */
export type Translate<Key extends string> = (locale: Locale, key: Key, facts?: ErrorFacts) => string;

type Merged<Dictionaries extends readonly Dictionary[]> = {
  [Index in keyof Dictionaries]: KeyOf<Dictionaries[Index]['en']>;
}[number];

/**
 * Makes one voice out of several dictionaries.
 *
 * @example const translate = createWords(coreDictionary, { en: englishWords, 'zh-CN': chineseWords });
 * translate('en', 'jobs.listed', { count: 3 });
 * @throws {Error} when two dictionaries hold the same key.
 */
export function createWords<const Dictionaries extends readonly Dictionary[]>(
  ...dictionaries: Dictionaries
): Translate<Merged<Dictionaries>> {
  const i18n = createInstance({
    resources: Object.fromEntries(
      LOCALES.map((locale) => [locale, { translation: merge(dictionaries.map((words) => words[locale])) }]),
    ),
    fallbackLng: 'en',
    keySeparator: false,
    nsSeparator: false,
    initAsync: false,
    // Each platform escapes what it shows in its own way.
    interpolation: { escapeValue: false, skipOnVariables: true },
    missingInterpolationHandler: (_text: string, match: readonly string[]) => match[0],
  });
  // Resources are given and nothing is loaded, so this is over when it returns; it cannot reject.
  void i18n.init();
  const say = (locale: Locale, key: string, facts: ErrorFacts): string => {
    const count = facts['count'];
    return i18n.t(key, {
      lng: locale,
      // Facts may hold what members typed: nothing in them is a reference to other words.
      nest: false,
      replace: inWords(locale, facts),
      ...(typeof count === 'number' && { count }),
    });
  };
  // Without facts the words are always the same, and a page of help is made of a hundred such.
  const fixed: Readonly<Record<Locale, Map<string, string>>> = { en: new Map(), 'zh-CN': new Map() };
  return (locale, key, facts) => {
    if (facts !== undefined) return say(locale, key, facts);
    const words = fixed[locale].get(key) ?? say(locale, key, {});
    fixed[locale].set(key, words);
    return words;
  };
}

function merge(parts: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  const merged = new Map<string, string>();
  for (const [key, text] of parts.flatMap((words) => Object.entries(words))) {
    if (merged.has(key)) throw new Error(`Two dictionaries hold words for ${key}`);
    merged.set(key, text);
  }
  return Object.fromEntries(merged);
}

/** Made once: making one takes longer than all the rest of saying something. */
const NUMBERS: Readonly<Record<Locale, Intl.NumberFormat>> = {
  en: new Intl.NumberFormat('en'),
  'zh-CN': new Intl.NumberFormat('zh-CN'),
};

function inWords(locale: Locale, facts: ErrorFacts): Record<string, string> {
  return Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [
      name,
      typeof fact === 'number' ? NUMBERS[locale].format(fact) : String(fact),
    ]),
  );
}
