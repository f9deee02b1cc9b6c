import assert from 'node:assert/strict';
import { describe as group, it } from 'node:test';
import { COMMANDS } from '../../../src/commands/catalog.ts';
import { type ActionDescription, describe } from '../../../src/commands/framework/describe.ts';
import { LOCALES } from '../../../src/core/model/locale.ts';
import { coreDictionaries } from '../../../src/core/text/words.ts';
import { ORIGIN } from '../../fakes/world.ts';
import { openDesk } from '../desk-setting.ts';

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
      description: 'What to say, up to 5,000 characters',
      required: false,
      isBare: true,
      maxLength: 5_000,
    });
    const speed = tts.action.options.find(({ name }) => name === 'speed');
    assert.deepEqual([speed?.min, speed?.max, speed?.isBare], [0.25, 4, false]);
  });
});

group('/help', () => {
  it('lists every command with its options in the reader’s language', async () => {
    await using desk = await openDesk();
    const { text, table } = await desk.reply('/help');
    assert.match(text, /brackets may be left out.*\n.*`private:on`/);
    assert.deepEqual(table?.columns, ['Command', 'What it does']);
    assert.deepEqual(table?.rows, [
      ['/tts, /speak [text] [file] [voice] [speed] [language] [as]', 'Say a text aloud'],
      ['/stems [audio] [url] [mode] [stem]', 'Take a song apart into vocals, drums, bass and more'],
      [
        '/music song prompt [lyrics] [genre] [title] [duration]',
        'A song from a description, with lyrics if you like',
      ],
      ['/music rap prompt lyrics [genre] [title] [duration]', 'A rap from a description and lyrics'],
      ['/music instrumental prompt [genre] [title] [duration]', 'Music without voices from a description'],
      ['/music vocals prompt lyrics [genre] [title] [duration]', 'Voices alone from lyrics'],
      ['/music samples prompt [genre] [title] [duration]', 'A short loop or sound from a description'],
      ['/music remix prompt [audio] [genre] [title] [duration]', 'Your sound in another style'],
      ['/music bloom lyrics [audio] [title] [duration]', 'A song that grows from your sound and lyrics'],
      ['/music presets', 'The genres to choose from'],
      [
        '/transcribe [audio] [url] [language] [speakers] [min_speakers] [max_speakers] [words] [format]',
        'Write down what is said',
      ],
      ['/diarize [audio] [url] [speakers]', 'Tell who speaks when'],
      ['/denoise [audio] [url]', 'Take the noise out of a recording'],
      ['/voice list [search] [page]', 'The voices there are'],
      ['/voice show voice', 'What is known of one voice'],
      [
        '/voice clone name [audio] [description] [consent]',
        'Make a voice from 5 to 60 seconds of someone speaking',
      ],
      [
        '/voice default [voice] [language] [format]',
        'Your voice, language and transcript format when you name none',
      ],
      ['/voice delete voice', 'Delete a voice that was made here'],
      ['/wallet balance', 'What may still be spent here'],
      ['/wallet estimate service seconds', 'What a length of audio costs'],
      ['/wallet pricing', 'The price of every service'],
      ['/wallet usage [days]', 'What was spent here, as a chart and as a file'],
      ['/wallet limits', 'What may be spent here, and who decided it'],
      [
        '/wallet set-limit [monthly] [daily] [per_user_daily] [per_job] [confirm_above]',
        'Admins: limit what is spent here',
      ],
      ['/wallet allow command [role] [user] [everyone] [remove]', 'Admins: who may use a command'],
      ['/wallet timezone zone', 'Admins: whose days and months count'],
      ['/wallet warn where', 'Admins: where it is said that 80 % of a month is used'],
      ['/wallet connect', 'Admins: have jobs here paid with an AudioPod key of your own'],
      ['/wallet disconnect', 'Admins: have jobs here paid by whoever runs the bot again'],
      ['/wallet grant [tenant] [monthly] [daily]', 'Those who run the bot: what a server may spend'],
      ['/wallet ceiling [monthly] [daily]', 'Those who run the bot: what all together may spend'],
      ['/wallet pause', 'Those who run the bot: stop all new spending'],
      ['/wallet resume', 'Those who run the bot: let people spend again'],
      ['/wallet forgive job', 'Those who run the bot: let money go that is in doubt'],
      ['/jobs list', 'Your latest jobs'],
      ['/jobs show job', 'What one job is doing, or how it ended'],
      ['/jobs fetch job', 'Post a result again'],
      ['/jobs cancel job', 'Stop a job before AudioPod has it'],
      ['/jobs delete job', 'Delete a finished job here and at AudioPod'],
      ['/jobs forget-me', 'Delete all your finished jobs and your defaults'],
      ['/help', 'All commands'],
    ]);
    const chinese = await desk.reply('/help', { ...ORIGIN, locale: 'zh-CN' });
    assert.deepEqual(chinese.table?.rows[0]?.[1], '朗读一段文字');
  });
});
