import type { Locale } from '../../../src/core/model/locale.ts';
import { createWords, type Dictionary } from '../../../src/core/text/translate.ts';
import { DICTIONARIES } from '../dictionaries.ts';
import { textPanel } from '../draw/panels.ts';
import { type Exhibit, exhibit, type Section } from '../exhibit.ts';
import { factsFor } from '../facts.ts';

/** Shows every text of every dictionary, with its gaps filled: one section for each. */
export async function dictionaries(): Promise<readonly Section[]> {
  const sections: Section[] = [];
  for (const [name, dictionary] of Object.entries<Dictionary>(DICTIONARIES)) {
    sections.push({
      id: `words-${name}`,
      title: `Words: ${name}`,
      about: 'Every key with made-up facts. What is counted is shown for one and for several.',
      exhibits: await keysOf(dictionary),
    });
  }
  return sections;
}

async function keysOf(dictionary: Dictionary): Promise<readonly Exhibit[]> {
  const say = createWords(dictionary);
  const shown: Exhibit[] = [];
  for (const key of Object.keys(dictionary.en)) {
    const [, counted = key, ending] = /^(.*)_(one|other)$/.exec(key) ?? [];
    const count = ending === 'one' ? { count: 1 } : {};
    const draw = (locale: Locale) => [
      textPanel(say(locale, counted, { ...factsFor(key, locale), ...count })),
    ];
    shown.push(await exhibit(key, draw));
  }
  return shown;
}
