import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LOCALES } from '../../../src/core/model/locale.ts';
import type { Dictionary } from '../../../src/core/text/translate.ts';

const HALF_WIDTH = /[,;:?!()]/;
const HAN = /\p{Script=Han}/u;
/** What stays as it is in every language: code, gaps, addresses, `5,000` and `3:07`. */
const AS_IS = /`[^`]*`|\{\{\w+\}\}|https?:\/\/\S*|\d[,:]\d/g;

/** Commands are written as they are typed. */
const CODE = /`[^`]*`/g;

/** Words that are never said, because the glossary has better ones; and signs that are set otherwise. */
const NEVER = {
  en: /\b(please|sorry|oops|simply|just|successfully|whoever|somebody|those who|anew|set aside|given back|allowance|ceiling|account book|operator|in line|cancelled|kb\/s|MiB)\b|!| …|\d %/i,
  'zh-CN':
    /[您！]|这里|此处|运营者|账本|试用台|退回|发布|点数|转写|文字稿|存疑|曲风|停止|交给|……|kb\/s|MiB|\d %/,
} as const;

/** Every dictionary, of core and of every platform, has to keep these promises. */
export function checkDictionary(name: string, dictionary: Dictionary): void {
  const english = dictionary.en;
  const chinese = dictionary['zh-CN'];

  test(`${name}: both languages have the same keys`, () => {
    assert.deepEqual(keysOf(chinese), keysOf(english));
  });

  test(`${name}: what counts has words for every number in its language`, () => {
    for (const key of Object.keys(english).filter((one) => one.endsWith('_one'))) {
      const counted = key.slice(0, -'_one'.length);
      assert.ok(`${counted}_other` in english && `${counted}_other` in chinese, counted);
      assert.ok(!(counted in english), `${counted} is there with and without an ending`);
    }
  });

  test(`${name}: both languages leave the same gaps`, () => {
    for (const [key, text] of Object.entries(chinese)) {
      // “One file” may do without its number, in either language.
      const isOne = key.endsWith('_one');
      const expected = gapsOf(english[key] ?? '');
      assert.deepEqual(
        isOne ? withoutCount(gapsOf(text)) : gapsOf(text),
        isOne ? withoutCount(expected) : expected,
        key,
      );
    }
  });

  test(`${name}: no text is empty or has stray space`, () => {
    for (const [key, text] of [...Object.entries(english), ...Object.entries(chinese)]) {
      assert.ok(text !== '' && text.trim() === text && !text.includes('  '), key);
    }
  });

  test(`${name}: Chinese is written with Chinese punctuation`, () => {
    for (const [key, text] of Object.entries(chinese)) {
      const words = text.replace(AS_IS, '');
      if (HAN.test(words)) assert.doesNotMatch(words, HALF_WIDTH, key);
      assert.ok(!/[\p{Script=Han}}]\.$/u.test(text), `${key} ends in a Latin full stop`);
    }
  });

  test(`${name}: nothing is said in words that the glossary has better ones for`, () => {
    for (const locale of LOCALES) {
      for (const [key, text] of Object.entries(dictionary[locale])) {
        assert.doesNotMatch(text.replaceAll(CODE, ''), NEVER[locale], `${locale} ${key}`);
      }
    }
  });

  test(`${name}: English has no Chinese in it`, () => {
    for (const [key, text] of Object.entries(english)) assert.doesNotMatch(text, HAN, key);
  });
}

function keysOf(words: Readonly<Record<string, string>>): readonly string[] {
  return [...new Set(Object.keys(words).map((key) => key.replace(/_(one|other)$/, '')))].toSorted();
}

function gapsOf(text: string): readonly string[] {
  return [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].toSorted();
}

function withoutCount(gaps: readonly string[]): readonly string[] {
  return gaps.filter((gap) => gap !== '{{count}}');
}
