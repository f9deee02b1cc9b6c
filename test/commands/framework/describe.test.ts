import assert from 'node:assert/strict';
import { describe as group, it } from 'node:test';
import { COMMANDS } from '../../../src/commands/catalog.ts';
import { type ActionDescription, describe } from '../../../src/commands/framework/describe.ts';
import { LOCALES } from '../../../src/core/model/locale.ts';
import { coreDictionaries } from '../../../src/core/text/words.ts';

const KEY = /^(command|option|choice)\./;
/** Discord's limits, the tightest of all platforms: names, descriptions, options and choices of a command. */
const NAME = /^[a-z][a-z0-9_-]{0,31}$/;
const MAX_DESCRIPTION = 100;
const MAX_OPTIONS = 25;

function actionsOf(locale: (typeof LOCALES)[number]): readonly (ActionDescription & { name: string })[] {
  return describe(COMMANDS, locale).flatMap(({ name, action, subcommands = [] }) => [
    ...(action === undefined ? [] : [{ ...action, name }]),
    ...subcommands.map((sub) => ({ ...sub, name: `${name} ${sub.name}` })),
  ]);
}

for (const locale of LOCALES) {
  group(`commands as ${locale} reads them`, () => {
    it('have words for every command, option and choice', () => {
      for (const command of describe(COMMANDS, locale)) assert.doesNotMatch(command.description, KEY);
      for (const { name, description, options } of actionsOf(locale)) {
        assert.doesNotMatch(description, KEY, name);
        for (const option of options) {
          assert.doesNotMatch(option.description, KEY, name);
          for (const { label } of option.choices ?? [])
            assert.doesNotMatch(label, KEY, `${name} ${option.name}`);
        }
      }
    });

    it('fit into the menus of every platform', () => {
      for (const { name, description, options } of actionsOf(locale)) {
        for (const part of name.split(' ')) assert.match(part, NAME);
        assert.ok(options.length <= MAX_OPTIONS, name);
        for (const text of [description, ...options.map((option) => option.description)]) {
          assert.ok(text.length > 0 && text.length <= MAX_DESCRIPTION, text);
        }
        for (const option of options) {
          assert.match(option.name, NAME);
          assert.ok((option.choices?.length ?? 0) <= MAX_OPTIONS, option.name);
        }
      }
    });
  });
}

group('commands', () => {
  it('have no words that nothing uses', () => {
    const used = new Set(
      describe(COMMANDS, 'en').flatMap(({ name, action, subcommands = [] }) => {
        const parts = [...(action === undefined ? [] : [action]), ...subcommands];
        return [
          `command.${name}`,
          ...subcommands.map((sub) => `command.${name}.${sub.name}`),
          ...parts.flatMap(({ secrets = [] }) => secrets.map((secret) => `option.${name}.${secret.name}`)),
          ...parts.flatMap(({ options }) =>
            options.flatMap((option) => [
              option.name === 'private' ? 'option.private' : `option.${name}.${option.name}`,
              ...(option.choices ?? []).map(({ value }) => `choice.${option.name}.${value}`),
            ]),
          ),
        ];
      }),
    );
    const stale = Object.keys(coreDictionaries.commands.en).filter((key) => KEY.test(key) && !used.has(key));
    assert.deepEqual(stale, []);
  });

  it('offer `private` exactly where a job starts', () => {
    for (const { name, startsJob, options } of actionsOf('en')) {
      assert.equal(
        options.some((option) => option.name === 'private'),
        startsJob,
        name,
      );
    }
  });

  it('put needed options first, as menus demand', () => {
    for (const { name, options } of actionsOf('en')) {
      const needed = options.map(({ required }) => required);
      assert.deepEqual(
        needed,
        needed.toSorted((a, b) => Number(b) - Number(a)),
        name,
      );
    }
  });

  it('have names of which no two are the same', () => {
    const names = COMMANDS.flatMap((command) => [command.name, ...command.aliases]);
    assert.equal(new Set(names).size, names.length);
  });

  it('tell a menu what an option takes', () => {
    const [tts] = describe(COMMANDS, 'en');
    assert.deepEqual(tts?.action?.options[0], {
      name: 'text',
      kind: 'text',
      description: 'Text, up to 5,000 characters',
      required: false,
      isBare: true,
      maxLength: 5_000,
    });
    const speed = tts.action.options.find(({ name }) => name === 'speed');
    assert.deepEqual([speed?.min, speed?.max, speed?.isBare], [0.25, 4, false]);
  });
});
