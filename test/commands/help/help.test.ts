import assert from 'node:assert/strict';
import { after, before, describe as group, it } from 'node:test';
import { COMMANDS } from '../../../src/commands/catalog.ts';
import { actionsOf, usableBy } from '../../../src/commands/help/usable.ts';
import { BotError } from '../../../src/core/model/errors.ts';
import { LOCALES } from '../../../src/core/model/locale.ts';
import { coreDictionaries } from '../../../src/core/text/words.ts';
import { refusalOf } from '../../architecture/command-examples.ts';
import { ORIGIN } from '../../fakes/world.ts';
import { ADMIN, type DeskSetting, OWNER, openDesk, signal } from '../desk-setting.ts';

const MEMBERS_LINES = [
  'Make speech and music: `/tts`, `/music`',
  'Split or clean up audio: `/stems`, `/denoise`',
  'Turn speech into text: `/transcribe`, `/diarize`',
  'Use and clone voices: `/voice`',
  'See jobs and spending: `/wallet`, `/jobs`',
];

group('/help', () => {
  let desk: DeskSetting;
  before(async () => {
    desk = await openDesk();
    desk.proven.set(ADMIN.member, { isAdmin: true });
  });
  after(() => desk[Symbol.asyncDispose]());

  const allow = (allowed: Readonly<Record<string, readonly never[]>>) =>
    desk.store.rules.changeTenant(ORIGIN.tenant, { member: 'test', nowMs: 0 }, (rules) => ({
      ...rules,
      allowed,
    }));
  const runs = async (line: string, origin = ORIGIN): Promise<readonly string[]> =>
    (await desk.reply(line, origin)).actions.map((one) => ('path' in one ? one.path : one.kind));

  it('is five lines by task for a member, each command in one, and buttons that begin', async () => {
    const lines = await desk.lines('/help');
    assert.deepEqual(lines.slice(0, -1), MEMBERS_LINES);
    assert.match(lines.at(-1) ?? '', /^`\/help tts` explains one command\. .*`private:on`/);
    assert.deepEqual(await runs('/help'), ['tts', 'stems', 'transcribe', 'jobs list', 'wallet balance']);
    for (const { name } of COMMANDS.filter((one) => one.name !== 'help')) {
      assert.equal(MEMBERS_LINES.filter((line) => line.includes(`\`/${name}\``)).length, 1, name);
    }
  });

  it('has six lines by task for those who manage, with what each of them may do', async () => {
    const ofAdmins = [
      'Set limits: set-limit, timezone, warn',
      'Decide who may use what: allow',
      'Use your own AudioPod key: connect, disconnect',
      'Export or erase what’s stored: export, erase',
    ];
    const listed = async (origin: typeof ORIGIN) =>
      (await desk.lines('/help', origin))
        .slice(MEMBERS_LINES.length, -1)
        .map((line) => line.replaceAll(/`\/wallet ([a-z-]+)`/g, '$1'));
    assert.deepEqual(await listed(ORIGIN), []);
    assert.deepEqual(await listed(ADMIN), ofAdmins);
    assert.deepEqual(await listed(OWNER), [
      ...ofAdmins,
      'Set budgets: grant, ceiling',
      'Pause jobs and waive charges: pause, resume, forgive',
    ]);
  });

  it('leaves out what the caller may not use, also as a button, and keeps it for admins', async () => {
    await allow({ tts: [], denoise: [], voice: [] });
    try {
      const lines = await desk.lines('/help');
      assert.deepEqual(lines.slice(0, 2), [
        'Make speech and music: `/music`',
        'Split or clean up audio: `/stems`',
      ]);
      assert.deepEqual(lines.slice(2, -1), MEMBERS_LINES.slice(2), 'a voice can still be looked up');
      assert.deepEqual(await runs('/help'), ['stems', 'transcribe', 'jobs list', 'wallet balance']);
      assert.deepEqual(await runs('/help tts'), []);
      const rows = (await desk.reply('/help voice')).table?.rows.map(([name]) => name?.split(' ')[1]);
      assert.deepEqual(rows, ['list', 'show', 'default', 'delete']);
      assert.deepEqual((await desk.lines('/help', ADMIN)).slice(0, 5), MEMBERS_LINES);
    } finally {
      await allow({});
    }
  });

  it('explains one command with an example, its options and a button, however it is typed', async () => {
    for (const line of ['/help tts', '/help /tts', '/help command:TTS', '/help speak']) {
      const { text, table } = await desk.reply(line);
      assert.deepEqual(text.split('\n').slice(0, 2), [
        '`/tts`, `/speak`: Turn text into speech.',
        'For example: `/tts voice:sage speed:1.2 Good morning`',
      ]);
      assert.deepEqual(table?.columns, ['Option', 'Description']);
      assert.deepEqual(table?.rows[0], ['[text]', 'Text, up to 5,000 characters']);
      assert.deepEqual(table?.rows.at(-1), ['[as]', 'Audio file or voice message: file, voice-message']);
      assert.deepEqual(await runs(line), ['tts']);
    }
  });

  it('lists the subcommands of a command that has some, and explains each', async () => {
    const { text, table } = await desk.reply('/help music');
    assert.match(
      text,
      /^`\/music`: Create songs.*\nFor example: `\/music song .*\n`\/help music song` explains/,
    );
    assert.deepEqual(table?.rows[0], [
      '/music song prompt [lyrics] [genre] [title] [duration]',
      'Create a song from a prompt, with or without lyrics',
    ]);
    assert.equal(table?.rows.length, 8);
    const one = await desk.reply('/help music song');
    assert.equal(one.table?.rows[0]?.[0], 'prompt');
    assert.deepEqual(await runs('/help music song'), ['music song']);
    assert.match(await desk.refusal('/help music polka'), /song, rap/);
    assert.match(await desk.refusal('/help tss'), /Did you mean `\/tts`/);
  });

  it('is completed by the names of commands, and then of subcommands', async () => {
    const offered = async (query: string) => {
      const completion = { command: 'help', option: 'command', query, origin: ORIGIN };
      return (await desk.desk.choices(completion, signal)).map(({ label }) => label);
    };
    assert.deepEqual((await offered('')).slice(0, 3), ['/tts', '/stems', '/music']);
    assert.deepEqual(await offered('music s'), ['/music song', '/music samples']);
    assert.deepEqual(await offered('/den'), ['/denoise']);
  });

  it('has an example that the bot understands of every command with options', () => {
    for (const locale of LOCALES) {
      const examples: Readonly<Record<string, string>> = coreDictionaries.help[locale];
      const known = new Set<string>();
      for (const [path, action] of COMMANDS.flatMap(actionsOf)) {
        const example = examples[`example.${path}`];
        known.add(`example.${path}`);
        const isTyped = Object.values(action.options).some(({ kind }) => kind !== 'secret');
        assert.equal(example !== undefined, isTyped, path);
        if (example === undefined) continue;
        const line = example.replaceAll('`', '');
        assert.ok(`${line} `.startsWith(`/${path} `), line);
        assert.equal(refusalOf(line), undefined);
      }
      const stale = Object.keys(examples).filter((key) => key.startsWith('example.') && !known.has(key));
      assert.deepEqual(stale, []);
    }
  });

  it('shows what it can’t find out, because it is refused where it is used', async () => {
    const unknown = () => Promise.reject(new BotError('ledger-unavailable', 'down'));
    const usable = await usableBy({
      origin: ORIGIN,
      findPermissions: unknown,
      tenantRules: unknown,
      services: { isOwner: () => false },
      commands: COMMANDS,
      signal,
    });
    const hidden = COMMANDS.flatMap((command) =>
      actionsOf(command).filter(([, action]) => !usable(command.name, action)),
    );
    assert.ok(hidden.length > 0 && hidden.every(([, { onlyFor }]) => onlyFor !== undefined));
  });
});
