import { createInstance } from 'i18next';
import type { ErrorFacts } from '../model/errors.ts';
import { LOCALES, type Locale } from '../model/locale.ts';

/** Texts in every language. The English ones define the keys. */
export type Dictionary = Readonly<Record<Locale, Readonly<Record<string, string>>>>;

/** The key of a text: a key of the English dictionary without its plural suffix (`_one`). */
export type KeyOf<English> = keyof English extends infer Key
  ? Key extends `${infer Counted}_${'one' | 'other'}`
    ? Counted
    : Key extends string
      ? Key
      : never
  : never;

/**
 * Returns a text in a language.
 *
 * Facts replace the `{{placeholders}}` literally, without being interpreted; numbers are formatted as the
 * language does. The fact `count` selects singular or plural. A placeholder without a fact stays visible.
 */
export type Translate<Key extends string> = (locale: Locale, key: Key, facts?: ErrorFacts) => string;

type Merged<Dictionaries extends readonly Dictionary[]> = {
  [Index in keyof Dictionaries]: KeyOf<Dictionaries[Index]['en']>;
}[number];

/**
 * Creates one `translate` function for several dictionaries.
 *
 * @example const translate = createWords(coreDictionary, { en: englishWords, 'zh-CN': chineseWords });
 *   translate('en', 'jobs.listed', { count: 3 });
 * @throws {Error} if two dictionaries contain the same key.
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
    // Each platform does its own escaping.
    interpolation: { escapeValue: false, skipOnVariables: true },
    missingInterpolationHandler: (_text: string, match: readonly string[]) => match[0],
  });
  // All resources are passed in and nothing is loaded, so this is done when it returns and can't reject.
  void i18n.init();
  const say = (locale: Locale, key: string, facts: ErrorFacts): string => {
    const count = facts['count'];
    return i18n.t(key, {
      lng: locale,
      // Facts may contain what members typed, which must not reference other texts.
      nest: false,
      replace: inWords(locale, facts),
      ...(typeof count === 'number' && { count }),
    });
  };
  // Without facts the text is constant, and a help page consists of a hundred such texts.
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

/** Created once: creating one takes longer than the rest of a translation. */
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
