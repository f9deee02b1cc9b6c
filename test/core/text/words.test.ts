import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LOCALES, localeOf } from '../../../src/core/model/locale.ts';
import { createWords, type Dictionary } from '../../../src/core/text/translate.ts';
import { coreDictionaries, translate } from '../../../src/core/text/words.ts';
import { checkDictionary } from './dictionary-contract.ts';

for (const [name, dictionary] of Object.entries(coreDictionaries)) checkDictionary(name, dictionary);

const say = createWords(
  {
    en: { greeting: 'Hello {{name}}.', files_one: 'one file', files_other: '{{count}} files' },
    'zh-CN': { greeting: '{{name}}，你好。', files_other: '{{count}} 个文件' },
  },
  { en: { 'only.english': 'Only here.' }, 'zh-CN': {} },
);

test('every core text can be said in every language', () => {
  for (const dictionary of Object.values<Dictionary>(coreDictionaries)) {
    const sayAny = createWords(dictionary);
    for (const locale of LOCALES) {
      for (const [key, text] of Object.entries(dictionary[locale])) {
        if (/_(one|other)$/.test(key) || text.includes('{{')) continue;
        assert.equal(sayAny(locale, key), text);
      }
    }
  }
});

test('buttons fit every platform, and help is short and no sentence', () => {
  for (const locale of LOCALES) {
    for (const [key, text] of Object.entries(coreDictionaries.jobs[locale])) {
      if (key.startsWith('job.action.')) assert.ok(text.length <= 75 && !/[.。]$/.test(text), key);
    }
    for (const [key, text] of Object.entries(coreDictionaries.commands[locale])) {
      if (!/^(command|option|choice)\./.test(key)) continue;
      assert.doesNotMatch(text, /[.。？?]$/, key);
      assert.ok(text.length <= (key.startsWith('command.') ? 60 : 100), key);
    }
  }
});

test('gaps are filled with facts, numbers as the language writes them', () => {
  assert.equal(say('en', 'greeting', { name: 'Ada' }), 'Hello Ada.');
  assert.equal(say('zh-CN', 'greeting', { name: 'Ada' }).startsWith('Ada'), true);
  assert.equal(
    translate('en', 'error.text-too-long.what', { length: 12_345, max: 5_000 }),
    'The text has 12,345 characters; the limit is 5,000.',
  );
});

test('a count chooses the form of the language', () => {
  assert.equal(say('en', 'files', { count: 1 }), 'one file');
  assert.equal(say('en', 'files', { count: 0 }), '0 files');
  assert.equal(say('en', 'files', { count: 1_200 }), '1,200 files');
  assert.equal(say('zh-CN', 'files', { count: 1 }), '1 个文件');
});

test('words missing in one language are said in English, and a gap without a fact stays visible', () => {
  assert.equal(say('zh-CN', 'only.english'), 'Only here.');
  assert.equal(say('en', 'greeting'), 'Hello {{name}}.');
});

test('what a member typed is shown as it is, whatever it looks like', () => {
  const nasty = ['$t(only.english)', '{{count}}', '{{- name}}', '$&', '$1', '<b>&amp;', '\\', "'", '`', '%s'];
  for (const name of nasty) assert.equal(say('en', 'greeting', { name }), `Hello ${name}.`);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      assert.equal(say('en', 'greeting', { name }), `Hello ${name}.`);
    }),
  );
});

test('facts cannot reach the settings of the engine', () => {
  const facts = { name: 'Ada', lng: 'zh-CN', ns: 'x', defaultValue: 'x', context: 'x', returnObjects: true };
  assert.equal(say('en', 'greeting', facts), 'Hello Ada.');
  assert.equal(say('en', 'greeting', { name: 'Ada', count: 'many', replace: 'x' }), 'Hello Ada.');
});

test('two dictionaries may not hold the same key', () => {
  const dictionary = { en: { a: 'A' }, 'zh-CN': { a: 'A' } };
  assert.throws(() => createWords(dictionary, dictionary), /Two dictionaries hold words for a/);
});

test('the language follows the tag of the platform', () => {
  for (const tag of ['zh', 'zh-CN', 'zh-Hans-SG', 'ZH-tw']) assert.equal(localeOf(tag), 'zh-CN', tag);
  for (const tag of ['en', 'en-GB', 'de', 'zhuang', '', undefined]) assert.equal(localeOf(tag), 'en', tag);
});
