import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Keyv } from 'keyv';
import { registerCommands } from '../../../../script/register.ts';
import type { DiscordBotSettings } from '../../../../src/bots/discord/discord-bot.ts';
import type { Log, LogFields } from '../../../../src/core/ports/log.ts';
import { type FakeDiscord, startFakeDiscord } from '../../../fakes/discord/fake-discord.ts';
import { shiftableClock } from '../../../fakes/shiftable-clock.ts';
import { until } from '../../../fakes/until.ts';
import { botAt } from '../fixtures/bot-at.ts';

const calm = new AbortController().signal;
const COMMAND = [{ name: 'ping', description: 'Ping', type: 1, options: [] }];

/** Starts a bot and stops it again. */
async function runOnce(
  discord: FakeDiscord,
  change: Partial<DiscordBotSettings> = {},
  devGuild?: string,
): Promise<void> {
  const bot = await botAt(discord.apiUrl, discord.token, change, devGuild);
  await bot.start(calm);
  await bot.stop();
}

const puts = (discord: FakeDiscord) => discord.requests.filter(({ method }) => method === 'PUT').length;

/** Registers commands in one server, as a release with `DISCORD_DEV_GUILD` does. */
async function leaveCopies(discord: FakeDiscord, guildId: string): Promise<void> {
  const path = `/v10/applications/${discord.applicationId}/guilds/${guildId}/commands`;
  const headers = { authorization: `Bot ${discord.token}`, 'content-type': 'application/json' };
  const { status } = await fetch(`${discord.apiUrl}${path}`, {
    ...{ method: 'PUT', headers },
    body: JSON.stringify(COMMAND),
  });
  assert.equal(status, 200);
}

test('commands are registered when Discord has others, and not again, whatever is remembered', async () => {
  await using discord = await startFakeDiscord();
  await runOnce(discord);
  await runOnce(discord);
  assert.equal(puts(discord), 1);
  assert.ok((discord.registered.get('global') ?? []).length >= 7);
  await fetch(`${discord.apiUrl}/v10/applications/${discord.applicationId}/commands`, {
    method: 'PUT',
    headers: { authorization: `Bot ${discord.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(COMMAND),
  });
  await runOnce(discord);
  assert.equal(puts(discord), 3);
  assert.ok((discord.registered.get('global') ?? []).length >= 7);
  discord.assertClean();
});

test('commands are offered only where the application can be installed', async () => {
  for (const [installs, types, contexts] of [
    [[0], [0], [0, 1]],
    [
      [0, 1],
      [0, 1],
      [0, 1, 2],
    ],
    [[1], [1], [0, 1, 2]],
  ] as const) {
    await using discord = await startFakeDiscord({ installs });
    await runOnce(discord);
    for (const command of discord.registered.get('global') ?? assert.fail('nothing is registered')) {
      assert.deepEqual([command['integration_types'], command['contexts']], [types, contexts]);
    }
    discord.assertClean();
  }
});

test('a refused registration makes the bot not ready, says why, and is tried again with growing pauses', async () => {
  await using discord = await startFakeDiscord();
  const body = { code: 50_035, message: 'Invalid Form Body', errors: { 0: { contexts: wrong } } };
  discord.faults.next('PUT', /commands/, { status: 400, body, times: 3 });
  const clock = shiftableClock();
  const failures: LogFields[] = [];
  const note = (fields: LogFields, event: string): void => {
    if (event === 'commands-not-registered') failures.push(fields);
  };
  const log: Log = { debug: note, info: note, warn: note, error: note, child: () => log };
  const bot = await botAt(discord.apiUrl, discord.token, { log, clock });
  await bot.start(calm);
  for (const [index, pauseMs] of [15_000, 30_000, 60_000].entries()) {
    await until('it was refused', () => failures.length > index);
    const { ready, reason = '' } = bot.health();
    assert.equal(ready, false);
    assert.match(reason, /^commands are not registered: .*50035.*0\.contexts/);
    assert.match(String(failures[index]?.['reason']), /Check the Installation page/);
    assert.equal(failures[index]?.['retryInMs'], pauseMs);
    clock.putForward(pauseMs);
  }
  await until('the bot is ready', () => bot.health().ready);
  assert.ok((discord.registered.get('global') ?? []).length >= 7);
  await bot.stop();
});

const wrong = { _errors: [{ code: 'BASE_TYPE_CHOICES', message: 'Not supported.' }] };

test('with a server for development they are registered there alone', async () => {
  await using discord = await startFakeDiscord();
  const guild = discord.guild();
  await runOnce(discord, {}, guild.id);
  await runOnce(discord, {}, guild.id);
  assert.deepEqual([...discord.registered.keys()], [guild.id]);
  assert.equal(puts(discord), 1);
  discord.assertClean();
});

test('copies that a former server for development has are removed, and looked for once', async () => {
  await using discord = await startFakeDiscord();
  const [former, other] = [discord.guild(), discord.guild()];
  const cache = new Keyv<string>();
  const looks = () => discord.requests.filter(({ path }) => path.includes(other.id)).length;
  await runOnce(discord, { cache }, former.id);
  const bot = await botAt(discord.apiUrl, discord.token, { cache });
  await bot.start(calm);
  await until('the copies are gone', () => discord.registered.get(former.id)?.length === 0);
  await until(
    'it is remembered',
    async () => (await cache.get(`no-command-copies:${discord.applicationId}`)) !== undefined,
  );
  await bot.stop();
  assert.equal(looks(), 1);
  await runOnce(discord, { cache });
  assert.equal(looks(), 1);
  discord.assertClean();
});

test('npm run register compares too, removes copies, and explains what goes wrong', async () => {
  await using discord = await startFakeDiscord();
  const guild = discord.guild();
  const env = { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl };
  await leaveCopies(discord, guild.id);
  assert.match(
    await registerCommands(env),
    /^Registered \d+ commands everywhere\. Removed the copies in 1 servers\.$/,
  );
  assert.ok((discord.registered.get('global') ?? []).length >= 7);
  assert.deepEqual(discord.registered.get(guild.id), []);
  assert.match(await registerCommands(env), /^Discord has all \d+ commands everywhere already\.$/);
  await assert.rejects(registerCommands({ ...env, DISCORD_TOKEN: 'wrong' }), /rejected DISCORD_TOKEN/);
  await assert.rejects(registerCommands({}), /Set DISCORD_TOKEN/);
  const unreachable = { ...env, DISCORD_API_URL: 'http://127.0.0.1:1/api' };
  await assert.rejects(registerCommands(unreachable), {
    name: 'StartError',
    message:
      /^Discord can’t be reached at http:\/\/127\.0\.0\.1:1\/api\. Check the network, and DISCORD_API_URL/,
  });
});
