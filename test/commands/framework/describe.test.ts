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
      description: 'Text, up to 5,000 characters',
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
    assert.match(text, /brackets are optional.*\n.*`private:on`/);
    assert.deepEqual(table?.columns, ['Command', 'Description']);
    assert.deepEqual(table?.rows, [
      ['/tts, /speak [text] [file] [voice] [speed] [language] [as]', 'Turn text into speech'],
      ['/stems [audio] [url] [mode] [stem]', 'Split a song into vocals, drums, bass and more'],
      [
        '/music song prompt [lyrics] [genre] [title] [duration]',
        'Create a song from a prompt, with or without lyrics',
      ],
      ['/music rap prompt lyrics [genre] [title] [duration]', 'Create a rap from a prompt and lyrics'],
      ['/music instrumental prompt [genre] [title] [duration]', 'Create instrumental music from a prompt'],
      ['/music vocals prompt lyrics [genre] [title] [duration]', 'Create vocals from a prompt and lyrics'],
      ['/music samples prompt [genre] [title] [duration]', 'Create a short sample from a prompt'],
      ['/music remix prompt [audio] [genre] [title] [duration]', 'Restyle your audio'],
      ['/music bloom lyrics [audio] [title] [duration]', 'Turn audio and lyrics into a full song'],
      ['/music presets', 'List genres'],
      [
        '/transcribe [audio] [url] [language] [speakers] [min_speakers] [max_speakers] [words] [format]',
        'Turn speech into text',
      ],
      ['/diarize [audio] [url] [speakers]', 'Identify who speaks when'],
      ['/denoise [audio] [url]', 'Remove noise from a recording'],
      ['/voice list [search] [page]', 'List voices'],
      ['/voice show voice', 'Show voice details'],
      ['/voice clone name [audio] [description] [consent]', 'Clone a voice from a 5–60 second sample'],
      [
        '/voice default [voice] [language] [format]',
        'Set your default voice, language and transcript format',
      ],
      ['/voice delete voice', 'Delete a clone'],
      ['/wallet balance', 'Show what’s left to spend'],
      ['/wallet estimate service seconds', 'Estimate what a length of audio costs'],
      ['/wallet pricing', 'Show prices'],
      ['/wallet usage [days]', 'Show spending history as a chart and a file'],
      ['/wallet limits', 'Show limits and who set them'],
      [
        '/wallet set-limit [monthly] [daily] [per_user_daily] [per_job] [per_link] [confirm_above] [links]',
        'Admins: set limits',
      ],
      ['/wallet allow command [role] [user] [everyone] [remove]', 'Admins: set who can use a command'],
      ['/wallet timezone zone', 'Admins: set the time zone for limits'],
      ['/wallet warn where', 'Admins: set where 80% warnings go'],
      ['/wallet connect', 'Admins: use your own AudioPod key'],
      ['/wallet disconnect', 'Admins: stop using your own AudioPod key'],
      ['/wallet grant [tenant] [monthly] [daily]', 'Bot owner: set a server’s budget'],
      ['/wallet ceiling [monthly] [daily]', 'Bot owner: set the total spending cap'],
      ['/wallet pause', 'Bot owner: pause new jobs'],
      ['/wallet resume', 'Bot owner: resume new jobs'],
      ['/wallet forgive job', 'Bot owner: waive an unconfirmed charge'],
      ['/jobs list', 'List your latest jobs'],
      ['/jobs show job', 'Show a job’s state, result and cost'],
      ['/jobs fetch job', 'Get a result again'],
      ['/jobs cancel job', 'Cancel a job before its result is made'],
      ['/jobs delete job', 'Delete a finished job from the bot and AudioPod'],
      ['/jobs forget-me', 'Delete your finished jobs and your defaults'],
      ['/help', 'List all commands'],
    ]);
    const chinese = await desk.reply('/help', { ...ORIGIN, locale: 'zh-CN' });
    assert.deepEqual(chinese.table?.rows[0]?.[1], '文本转语音');
  });
});
