import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Log } from '../../../../src/core/ports/log.ts';
import { formIn } from '../fixtures/form.ts';
import { startLoneBot } from '../fixtures/lone-bot.ts';

const KEY = 'ap_own_5ecre7_key';

test('a key is asked for in a form, reaches the desk as a secret, and is neither kept nor logged', async () => {
  const written: unknown[] = [];
  const write = (...line: unknown[]) => void written.push(line);
  const log: Log = { debug: write, info: write, warn: write, error: write, child: () => log };
  const kept: string[] = [];
  await using here = await startLoneBot({
    log,
    cache: {
      get: async () => undefined,
      set: async (key: string, value: string) => void kept.push(key, value),
      delete: async () => true,
    } as never,
  });
  const user = here.discord.user({ locale: 'zh-CN' });
  const guild = here.discord.guild();
  const call = here.discord.command({ user, guild, name: 'wallet', subcommand: 'connect' });
  const opened = await call.acknowledged();
  assert.equal(opened.type, 9);
  const drawn = formIn(opened.data);
  assert.equal(drawn.title, '/wallet connect');
  assert.match(drawn.fields[0]?.description ?? '', /\p{Script=Han}/u);
  assert.deepEqual(
    drawn.fields.map(({ id, isRequired }) => [id, isRequired]),
    [['key', true]],
  );
  assert.equal(here.heard.length, 0);

  const sent = here.discord.submitModal(call, { key: KEY });
  const origin = await here.originOf(sent);
  assert.equal((await sent.acknowledged()).ephemeral, true);
  assert.equal(origin.visibility, 'private');
  const [asked] = here.heard;
  assert.ok(asked !== undefined && 'command' in asked);
  const { command, subcommand, options, secrets = {}, findPermissions } = asked;
  assert.deepEqual([command, subcommand, options], ['wallet', 'connect', {}]);
  assert.equal(secrets['key']?.reveal(), KEY);
  assert.ok(findPermissions !== undefined, 'who may is judged when it is sent');
  const answered = JSON.stringify([sent.messages.map(({ content }) => content), here.heard, written, kept]);
  assert.ok(!answered.includes('5ecre7'));
  assert.ok(!here.discord.requests.some((request) => JSON.stringify(request).includes('5ecre7')));
  here.discord.assertClean();
});

test('a command has no option to type a key into', async () => {
  await using here = await startLoneBot();
  const [user, guild] = [here.discord.user(), here.discord.guild()];
  const options = { key: KEY };
  assert.throws(() => here.discord.command({ user, guild, name: 'wallet', subcommand: 'connect', options }));
});
