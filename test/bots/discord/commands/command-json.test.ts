import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { commandJson, type Describe } from '../../../../src/bots/discord/commands/command-json.ts';
import { COMMANDS } from '../../../../src/commands/catalog.ts';
import { describe } from '../../../../src/commands/framework/describe.ts';

const option = z.looseObject({
  name: z.string(),
  type: z.number(),
  required: z.boolean().optional(),
  file_types: z.array(z.string()).optional(),
  autocomplete: z.boolean().optional(),
  description: z.string().max(100),
  description_localizations: z.record(z.string(), z.string().max(100)),
  choices: z
    .array(z.looseObject({ name: z.string().max(100), value: z.string().max(100) }))
    .max(25)
    .optional(),
});
const command = z.looseObject({
  name: z.string().max(32),
  name_localizations: z.record(z.string(), z.string().max(32)).optional(),
  type: z.number(),
  integration_types: z.array(z.number()).optional(),
  contexts: z.array(z.number()).optional(),
  options: z
    .array(option.extend({ options: z.array(option).max(25).optional() }))
    .max(25)
    .default([]),
});

const inEveryLanguage: Describe = (locale) => describe(COMMANDS, locale);
const registered = z.array(command).parse(commandJson(inEveryLanguage, { server: true, person: true }));
const named = (name: string) => registered.find((one) => one.name === name);

test('every command, every alias and every menu entry is there once', () => {
  const names = COMMANDS.flatMap(({ name, aliases }) => [name, ...aliases]);
  assert.deepEqual(
    registered.map(({ name }) => name),
    [...names, 'Split stems', 'Transcribe', 'Remove noise', 'Identify speakers'],
  );
  const menu = registered.filter(({ type }) => type === 3);
  assert.ok(menu.length <= 15);
  for (const { name_localizations: names } of menu) assert.match(names?.['zh-CN'] ?? '', /\p{Script=Han}/u);
});

test('they can be used in servers, direct messages and with a person’s own installation', () => {
  for (const { integration_types, contexts } of registered) {
    assert.deepEqual(
      [integration_types, contexts],
      [
        [0, 1],
        [0, 1, 2],
      ],
    );
  }
  const ofServersOnly = z.array(command).parse(commandJson(inEveryLanguage, { server: true, person: false }));
  for (const { integration_types, contexts } of ofServersOnly) {
    assert.deepEqual([integration_types, contexts], [[0], [0, 1]]);
  }
  const ofOneServer = z.array(command).parse(commandJson(inEveryLanguage, 'one-server'));
  assert.ok(ofOneServer.every(({ contexts, integration_types }) => !contexts && !integration_types));
});

test('people and roles are chosen from Discord’s own lists, and /wallet is hidden from nobody', () => {
  const allow = named('wallet')?.options.find((one) => one.name === 'allow');
  const typeOf = (field: string) => allow?.options?.find((one) => one.name === field)?.type;
  assert.deepEqual([typeOf('user'), typeOf('role'), typeOf('everyone')], [6, 8, 5]);
  assert.ok(registered.every((one) => !('default_member_permissions' in one)));
});

test('files are asked for by their kind, and voices and jobs are completed while typing', () => {
  const of = (name: string, field: string) => named(name)?.options.find((one) => one.name === field);
  assert.deepEqual(of('stems', 'audio')?.file_types, ['audio', 'video']);
  assert.deepEqual(of('tts', 'file')?.file_types, ['.txt']);
  assert.equal(of('speak', 'voice')?.autocomplete, true);
  const show = of('jobs', 'show');
  assert.equal(show?.options?.[0]?.autocomplete, true);
  assert.equal(show?.options?.[0]?.required, false, 'a list asks for a missing one');
});

test('genres are completed while typing, and words may be left out because a form asks for them', () => {
  const music = named('music');
  const fields = (name: string) => music?.options.find((one) => one.name === name)?.options ?? [];
  assert.equal(fields('song').find(({ name }) => name === 'genre')?.autocomplete, true);
  for (const sub of ['song', 'rap', 'vocals', 'bloom']) {
    assert.ok(fields(sub).every(({ required }) => required !== true));
  }
});

test('each text is there in English under its own locales and in Chinese', () => {
  for (const { options } of registered) {
    for (const one of options.flatMap((field) => [field, ...(field.options ?? [])])) {
      const { 'en-US': american, 'en-GB': british, 'zh-CN': chinese } = one.description_localizations;
      assert.equal(american, one.description);
      assert.equal(british, one.description);
      assert.match(chinese ?? '', /\p{Script=Han}/u);
    }
  }
});

test('no command is over the 8,000 characters Discord allows for all its texts', () => {
  for (const one of registered) {
    const longest = (node: unknown): number => {
      if (typeof node === 'string') return node.length;
      if (Array.isArray(node)) return node.reduce<number>((sum, item) => sum + longest(item), 0);
      if (typeof node !== 'object' || node === null) return 0;
      return Object.entries(node).reduce(
        (sum, [key, value]) => sum + (key.endsWith('_localizations') ? 0 : longest(value)),
        0,
      );
    };
    assert.ok(longest(one) < 8_000, one.name);
  }
});

test('required options come first', () => {
  for (const { options } of registered) {
    for (const fields of [options, ...options.map((one) => one.options ?? [])]) {
      const required = fields.map((field) => field.required === true);
      assert.deepEqual(
        required,
        required.toSorted((a, b) => Number(b) - Number(a)),
      );
    }
  }
});
