import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type REST, Routes } from 'discord.js';
import { type FakeDiscord, startFakeDiscord } from './fake-discord.ts';
import { complaints, login, refused } from './login.ts';

const skip = process.env['DISCORD_OPENAPI'] === undefined && 'DISCORD_OPENAPI names no file';

/** Runs with a client's REST, and answers what was complained of. */
async function complaintsOf(act: (rest: REST, discord: FakeDiscord) => Promise<unknown>): Promise<string> {
  await using discord = await startFakeDiscord();
  await using session = await login(discord);
  await act(session.client.rest, discord);
  return complaints(discord).join('\n');
}

const register = (commands: readonly object[]) =>
  complaintsOf((rest, { applicationId }) =>
    rest.put(Routes.applicationCommands(applicationId), { body: commands }),
  );

describe('the OpenAPI file', { skip }, () => {
  it('judges commands', async () => {
    assert.equal(await register([{ name: 'ok', description: 'fine', type: 1 }]), '');
    assert.match(await register([{ name: 'bad', description: 'x'.repeat(101), type: 1 }]), /description/);
    assert.match(
      await register([{ name: 'bad', description: 'x', options: [{ name: 'x', type: 99 }] }]),
      /options/,
    );
  });

  it('judges what comes as multipart', async () => {
    const found = await complaintsOf(async (rest, discord) => {
      const body = { content: 7, allowed_mentions: { parse: [] }, attachments: [{ id: '0' }] };
      const files = [{ name: 'x.bin', data: Buffer.from('x'), contentType: 'application/octet-stream' }];
      await refused(rest.post(Routes.channelMessages(discord.guild().general.id), { body, files }), 50035);
    });
    assert.match(found, /content must be string/);
  });
});

it('without the OpenAPI file the fake says so once, and works', () => {
  const fake = fileURLToPath(new URL('./fake-discord.ts', import.meta.url));
  const script = `const { startFakeDiscord } = await import(${JSON.stringify(fake)});
    for (const _ of [1, 2]) await (await startFakeDiscord())[Symbol.asyncDispose]();`;
  const { DISCORD_OPENAPI: _, ...env } = process.env;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    env,
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  assert.equal(stderr.match(/DISCORD_OPENAPI is not set/g)?.length, 1);
});

describe('commands', () => {
  const option = (name: string, more: object = {}) => ({ name, description: 'x', type: 3, ...more });
  const cases: readonly (readonly [string, object, RegExp])[] = [
    ['a translated name in upper case', { name_localizations: { de: 'Groß' } }, /"Groß" is not taken/],
    [
      'an optional option before a required one',
      { options: [option('a'), option('b', { required: true })] },
      /follows/,
    ],
    ['a field that Discord does not know', { dm_permissions: false }, /unknown field dm_permissions/],
    ['two options of one name', { options: [option('a'), option('a')] }, /two options/],
    [
      'choices together with autocomplete',
      { options: [option('a', { autocomplete: true, choices: [{ name: 'x', value: 'x' }] })] },
      /choices and autocomplete/,
    ],
    ['types of files on a text', { options: [option('a', { file_types: ['audio'] })] }, /file_types/],
    [
      'more than 8,000 characters',
      {
        options: Array.from({ length: 4 }, (_, index) =>
          option(`o${index}`, {
            choices: Array.from({ length: 25 }, (__, choice) => ({
              name: 'n'.repeat(40),
              value: `${choice}`.padEnd(60, 'v'),
            })),
          }),
        ),
      },
      /more than 8000 characters/,
    ],
  ];
  for (const [name, more, error] of cases) {
    it(`are held against the bot with ${name}`, async () => {
      assert.match(await register([{ name: 'try', description: 'x', type: 1, ...more }]), error);
    });
  }

  it('are refused with a name that cannot be, or that is there twice', async () => {
    await using discord = await startFakeDiscord();
    await using session = await login(discord);
    const set = (...names: readonly string[]) =>
      session.client.rest.put(Routes.applicationCommands(discord.applicationId), {
        body: names.map((name) => ({ name, description: 'x', type: 1 })),
      });
    await refused(set('With Blanks'), 50035);
    await refused(set('one', 'one'), 50035);
    assert.equal(discord.registered.size, 0);
  });

  it('keep their ids as long as their names, for everybody or for one server', async () => {
    await using discord = await startFakeDiscord({ checkAnswers: true });
    const guild = discord.guild();
    await using session = await login(discord);
    const { commands } = session.client.application;
    const body = { name: 'try', description: 'x', nameLocalizations: { de: 'versuch' } };
    const first = await commands.set([body]);
    const second = await commands.set([
      { ...body, description: 'y' },
      { name: 'more', description: 'x' },
    ]);
    assert.equal(second.find(({ name }) => name === 'try')?.id, first.first()?.id);
    await commands.set([{ name: 'here', description: 'x' }], guild.id);
    assert.deepEqual([...discord.registered.keys()], ['global', guild.id]);
    const list = (query: string) =>
      session.client.rest.get(Routes.applicationCommands(discord.applicationId), {
        query: new URLSearchParams(query),
      });
    assert.doesNotMatch(JSON.stringify(await list('')), /versuch/);
    assert.match(JSON.stringify(await list('with_localizations=true')), /versuch/);
    discord.assertClean();
  });
});
