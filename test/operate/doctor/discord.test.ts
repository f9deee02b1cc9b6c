import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { PermissionFlagsBits as Bit } from 'discord.js';
import { z } from 'zod';
import { register } from '../../../src/bots/discord/commands/register.ts';
import { createApplicationApi } from '../../../src/bots/discord/rest/application-api.ts';
import { createRests } from '../../../src/bots/discord/rest/create-rest.ts';
import { createPause, createPauseMemory } from '../../../src/bots/discord/rest/pause.ts';
import { COMMANDS } from '../../../src/commands/catalog.ts';
import { describe as describeCommands } from '../../../src/commands/framework/describe.ts';
import { systemClock } from '../../../src/core/async/clock.ts';
import { silentLog } from '../../../src/core/ports/log.ts';
import { type FakeDiscord, type FakeGuild, startFakeDiscord } from '../../fakes/discord/fake-discord.ts';
import { ALL_BUT_ADMINISTRATOR } from '../../fakes/discord/places.ts';
import { HUNG_MS } from '../../fakes/until.ts';
import { type ShownMetrics, showMetrics } from '../trials/shown-metrics.ts';
import {
  attendedIn,
  type Changed,
  checksOf,
  proveRow,
  type Row,
  report,
  type Variables,
} from './doctor-world.ts';

const APPLICATION = /^\/applications\/@me$/;
const object = z.record(z.string(), z.unknown());

describe('the doctor on Discord', () => {
  let discord: FakeDiscord;
  let guild: FakeGuild;
  let metrics: ShownMetrics;
  before(async () => {
    metrics = await showMetrics();
    discord = await startFakeDiscord();
    guild = discord.guild();
    using rests = createRests(
      discord.apiUrl,
      discord.token,
      createPause(createPauseMemory(), systemClock),
      systemClock,
      silentLog,
    );
    const signal = AbortSignal.timeout(HUNG_MS);
    const describeIn = (locale: 'en' | 'zh-CN') => describeCommands(COMMANDS, locale);
    await register(createApplicationApi(rests), { describe: describeIn }, signal);
  });
  after(async () => {
    await discord[Symbol.asyncDispose]();
    await metrics[Symbol.asyncDispose]();
  });

  const variables = () => ({ SANDBOX: 'on', DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl });

  const fault = (pattern: RegExp, body: unknown): Changed => {
    discord.faults.next('GET', pattern, { status: 200, body });
    return {};
  };
  /** Discord's own answer, with something else in it. */
  const answers = async (pattern: RegExp, path: string, change: object): Promise<Changed> => {
    const response = await fetch(`${discord.apiUrl}/v10${path}`, {
      headers: { authorization: `Bot ${discord.token}` },
    });
    return fault(pattern, { ...object.parse(await response.json()), ...change });
  };
  const application = (change: object) => answers(APPLICATION, '/applications/@me', change);
  const gateway = (change: object) => answers(/^\/gateway\/bot$/, '/gateway/bot', change);
  const start = (remaining: number) => ({
    session_start_limit: { total: 1_000, remaining, reset_after: 60_000, max_concurrency: 1 },
  });

  /** Sends where the bot may do this. */
  const sendWhere = (permissions: bigint, more: Variables = {}): Changed => ({
    parts: { send: guild.channel({ botPermissions: ALL_BUT_ADMINISTRATOR & ~permissions }).id },
    variables: more,
  });

  const rows: readonly Row[] = [
    {
      ...{ check: 'discord.attended', fault: 'no running bot to measure' },
      arrange: () => ({ parts: { attended: attendedIn(guild.general.id) }, variables: { PORT: '9' } }),
      ...{ level: 'broken', fact: /^No bot shows its metrics at http:\/\/127\.0\.0\.1:9\/metrics\.$/ },
    },
    {
      ...{ check: 'discord.attended', fault: 'a channel that refuses the buttons' },
      arrange: () => {
        const { id } = guild.channel({ botPermissions: ALL_BUT_ADMINISTRATOR & ~Bit.SendMessages });
        return { parts: { attended: attendedIn(id) }, variables: { PORT: String(metrics.port) } };
      },
      ...{ level: 'broken', fact: /^Discord refuses the message: Discord answered 403 \(50013\)/ },
    },
    {
      ...{ check: 'discord.send.file', fault: 'a channel that refuses files' },
      arrange: () => sendWhere(Bit.AttachFiles),
      ...{ level: 'broken', fact: /^Discord refuses it: Discord answered 403 \(50013\)/ },
    },
    {
      ...{ check: 'discord.send.file', fault: 'a message that is posted twice' },
      arrange: () => {
        const body = { id: '17', attachments: [{ id: '1' }] };
        discord.faults.next('POST', /\/messages$/, { status: 200, body });
        return sendWhere(0n);
      },
      ...{ level: 'broken', fact: /^Discord posted a message twice, although both had one nonce\.$/ },
    },
    {
      ...{ check: 'discord.send.limit', fault: 'a limit that is set too high' },
      arrange: () => sendWhere(0n, { UPLOAD_LIMIT_MIB: '50' }),
      ...{
        level: 'broken',
        fact: /^Discord takes files of 10 MiB in the channel\. UPLOAD_LIMIT_MIB is 50\.$/,
      },
    },
    {
      ...{ check: 'discord.send.voice', fault: 'a channel that refuses voice messages' },
      arrange: () => sendWhere(Bit.SendVoiceMessages),
      ...{ level: 'warning', fact: /^Discord refuses it: Discord answered 40\d/ },
    },
    {
      ...{ check: 'clock', fault: 'a clock that is minutes ahead' },
      arrange: () => ({ parts: { clock: { ...systemClock, now: () => Date.now() + 90_000 } } }),
      ...{ level: 'broken', fact: /^The clock is (?:8|9)\d\.\d s ahead of Discord’s\.$/ },
    },
    {
      ...{ check: 'clock', fault: 'a clock that is seconds behind' },
      arrange: () => ({ parts: { clock: { ...systemClock, now: () => Date.now() - 5_000 } } }),
      ...{ level: 'warning', fact: /^The clock is \d\.\d s behind Discord’s\.$/ },
    },
    {
      ...{ check: 'discord.token', fault: 'a token that Discord rejects' },
      arrange: () => ({ variables: { DISCORD_TOKEN: `${discord.token}x` } }),
      ...{ level: 'broken', fact: /^Discord rejects DISCORD_TOKEN\.$/ },
    },
    {
      ...{ check: 'discord.token', fault: 'an address where nobody answers' },
      arrange: () => ({ variables: { DISCORD_API_URL: 'http://127.0.0.1:9/api' } }),
      ...{ level: 'broken', fact: /^Discord didn’t say whose token DISCORD_TOKEN is \(no answer\)\.$/ },
    },
    {
      ...{ check: 'discord.installation', fault: 'an application for servers alone' },
      arrange: () => application({ integration_types_config: { 0: {} } }),
      ...{ level: 'warning', fact: /can’t be installed to accounts/ },
    },
    {
      ...{ check: 'discord.endpoint', fault: 'another address for interactions' },
      arrange: () => application({ interactions_endpoint_url: 'https://old.example.com' }),
      ...{
        level: 'broken',
        fact: /^Discord sends commands to https:\/\/old\.example\.com, so the bot gets none\.$/,
      },
    },
    {
      ...{ check: 'discord.endpoint', fault: 'another path at the bot’s own address' },
      arrange: async () => {
        await application({ interactions_endpoint_url: 'https://bot.example.com/discord' });
        return { variables: { PUBLIC_URL: 'https://bot.example.com' } };
      },
      ...{ level: 'broken', fact: /so the bot gets none\.$/ },
    },
    {
      ...{ check: 'discord.policies', fault: 'a public application without a privacy policy' },
      arrange: () => application({ bot_public: true, terms_of_service_url: 'https://example.com/terms' }),
      ...{ level: 'warning', fact: /names no privacy policy\.$/ },
    },
    {
      ...{ check: 'discord.gateway', fault: 'a day without logins' },
      arrange: () => gateway(start(0)),
      ...{ level: 'broken', fact: /^0 of 1000 logins are left, until .*\. The bot can’t start before\.$/ },
    },
    {
      ...{ check: 'discord.gateway', fault: 'too few shards' },
      arrange: async () => {
        await gateway({ shards: 4 });
        return { variables: { SHARD_COUNT: '2' } };
      },
      ...{ level: 'warning', fact: /^Discord advises 4 shards, but SHARD_COUNT is 2\.$/ },
    },
    {
      ...{ check: 'discord.commands', fault: 'commands of another release' },
      arrange: () => fault(/\/commands$/, [{ name: 'old' }]),
      ...{ level: 'warning', fact: /^Discord has other commands than this release \(1 of \d+\)\.$/ },
    },
    {
      ...{ check: 'discord.commands', fault: 'no commands' },
      arrange: () => fault(/\/commands$/, []),
      ...{ level: 'broken', fact: /^Discord has no commands of the bot\.$/ },
    },
    {
      ...{ check: 'discord.copies', fault: 'copies in a server' },
      arrange: () => fault(/guilds\/\d+\/commands$/, [{}]),
      ...{ level: 'warning', fact: /^Copies of the commands are left in 1 server\.$/ },
    },
    {
      ...{ check: 'discord.channel', fault: 'a channel without the right to attach' },
      arrange: () => {
        const channel = guild.channel({ botPermissions: ALL_BUT_ADMINISTRATOR & ~Bit.AttachFiles });
        return { parts: { channel: channel.id } };
      },
      ...{ level: 'broken', fact: /^The bot lacks permissions in the channel: Attach Files\.$/ },
    },
    {
      ...{ check: 'discord.channel', fault: 'a thread without voice messages and embeds' },
      arrange: () => {
        const missing = Bit.SendVoiceMessages | Bit.EmbedLinks;
        const parent = guild.channel({ botPermissions: ALL_BUT_ADMINISTRATOR & ~missing });
        return { parts: { channel: guild.channel({ kind: 'thread', parent }).id } };
      },
      ...{ level: 'warning', fact: /Embed Links, Send Voice Messages\.$/ },
    },
    {
      ...{ check: 'discord.channel', fault: 'a channel that it doesn’t see' },
      arrange: () => ({ parts: { channel: '1' } }),
      ...{ level: 'broken', fact: /^The bot doesn’t see channel 1\.$/ },
    },
  ];

  it('finds all in order where it is', async () => {
    const { id } = guild.general;
    const all = await report(variables(), { parts: { channel: id, send: id } });
    // The fake's application is public and has no policies.
    const lines = all.filter(({ check }) => check === 'clock' || check.startsWith('discord.'));
    assert.deepEqual(
      lines.filter(({ level }) => level !== 'ok').map(({ check }) => check),
      ['discord.policies'],
    );
    assert.deepEqual(
      lines.map(({ check }) => check),
      ['clock', ...checksOf('discord.').filter((name) => name !== 'discord.attended')],
    );
    assert.deepEqual(discord.messagesIn(guild.general), []);
    discord.assertClean();
  });

  it('finds in order that Discord sends commands to the bot’s own address', async () => {
    const url = 'https://bot.example.com/discord/interactions';
    await application({ interactions_endpoint_url: url });
    const own = { ...variables(), PUBLIC_URL: 'https://bot.example.com/' };
    const [line] = await report(own, {}, 'discord.endpoint');
    assert.deepEqual([line?.level, line?.fact], ['ok', `Discord sends commands to ${url}.`]);
  });

  it('has a fault for each of its checks', () => {
    assert.deepEqual(new Set(rows.map(({ check }) => check)), new Set(['clock', ...checksOf('discord.')]));
  });

  for (const row of rows) {
    it(`finds ${row.fault}`, async () => {
      await proveRow(row, variables());
      assert.equal(discord.faults.left, 0);
      for (const channel of guild.channels) assert.deepEqual(discord.messagesIn(channel), []);
      discord.assertClean();
    });
  }

  it('reports a rejected token once', async () => {
    const all = await report(
      { ...variables(), DISCORD_TOKEN: `${discord.token}x` },
      { parts: { channel: '1' } },
    );
    const lines = all.filter(({ check }) => check.startsWith('discord.'));
    assert.deepEqual(
      lines.map(({ check }) => check),
      ['discord.token'],
    );
  });
});
