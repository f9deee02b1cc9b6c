import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { Events, GatewayIntentBits as Intent, Message, Partials } from 'discord.js';
import {
  type FakeChannel,
  type FakeDiscordSettings,
  type MemberMessage,
  startFakeDiscord,
} from './fake-discord.ts';
import { login } from './login.ts';

const start = (settings: FakeDiscordSettings = {}) => startFakeDiscord({ checkAnswers: true, ...settings });
const LISTENING = {
  intents: [Intent.Guilds, Intent.GuildMessages, Intent.DirectMessages],
  partials: [Partials.Channel],
};

describe('logging in', () => {
  it('fails with a token that is not the one', async () => {
    await using discord = await start();
    await assert.rejects(login({ ...discord, token: 'wrong' }), /invalid token/);
  });

  it('fails with an intent that was not switched on, and works once it was', async () => {
    const intents = [Intent.Guilds, Intent.GuildMessages, Intent.MessageContent];
    await using strict = await start();
    await assert.rejects(login(strict, { intents }), /disallowed intents/);
    await using open = await start({ privilegedIntents: ['messageContent'] });
    await using session = await login(open, { intents });
    assert.equal(session.client.user.id, open.botUserId);
  });

  it('works without intents, and brings the guilds with them', async () => {
    await using discord = await start();
    const guild = discord.guild({ name: 'Place' });
    await using blind = await login(discord, { intents: [] });
    const { got } = await blind.slash({ user: discord.user(), guild, name: 'try' });
    await got.reply('hello');
    await using seeing = await login(discord);
    await discord.gateway.connected(2);
    if (!seeing.client.guilds.cache.get(guild.id)?.available)
      await once(seeing.client, Events.GuildAvailable);
    assert.equal(seeing.client.guilds.cache.get(guild.id)?.name, 'Place');
    assert.deepEqual(
      discord.gateway.identifies.map(({ intents }) => intents),
      [0, Intent.Guilds],
    );
    const created = once(seeing.client, Events.GuildCreate);
    const later = discord.guild();
    await created;
    assert.ok(seeing.client.guilds.cache.has(later.id));
    discord.assertClean();
  });
});

describe('the gateway', () => {
  it('keeps what happened while the socket was down', async () => {
    await using discord = await start();
    const guild = discord.guild();
    const user = discord.user();
    await using session = await login(discord);
    const resumed = once(session.client, Events.ShardResume);
    const arrived = once(session.client, Events.InteractionCreate);
    discord.gateway.drop();
    const sent = discord.command({ user, guild, name: 'try' });
    const [got] = await arrived;
    await resumed;
    assert.equal(got.id, sent.id);
    assert.equal(discord.gateway.resumes, 1);
    assert.equal(discord.gateway.identifies.length, 1);
  });

  it('asks clients to come back', async () => {
    await using discord = await start();
    await using session = await login(discord);
    const resumed = once(session.client, Events.ShardResume);
    discord.gateway.reconnect();
    await resumed;
    assert.equal(discord.gateway.resumes, 1);
  });

  it('hears the hearts of its clients', async () => {
    await using discord = await start({ heartbeatMs: 20 });
    await using session = await login(discord);
    const { promise, resolve } = Promise.withResolvers<void>();
    session.client.on(Events.Debug, (line) => {
      if (line.includes('Heartbeat acknowledged')) resolve();
    });
    await promise;
    assert.ok(discord.gateway.heartbeats > 0);
  });

  it('sends every event to both of two clients with one token, and only one can answer', async () => {
    await using discord = await start();
    const call = { user: discord.user(), guild: discord.guild(), name: 'try' };
    await using first = await login(discord);
    await using second = await login(discord);
    await discord.gateway.connected(2);
    const copies = Promise.all([
      once(first.client, Events.InteractionCreate),
      once(second.client, Events.InteractionCreate),
    ]);
    discord.command(call);
    const [[one], [two]] = await copies;
    const outcomes = await Promise.allSettled([one.deferReply(), two.deferReply()]);
    assert.deepEqual(outcomes.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
    assert.equal(discord.requests.filter(({ code }) => code === 40060).length, 1);
  });

  it('splits guilds among shards, with direct messages on the first', async () => {
    await using discord = await start({ shards: 2 });
    const user = discord.user();
    await using session = await login(discord, { shards: 'auto' });
    assert.deepEqual(
      discord.gateway.identifies.map(({ shard }) => shard),
      [
        [0, 2],
        [1, 2],
      ],
    );
    const { got } = await session.slash({ user, name: 'try' });
    assert.equal(got.guildId, null);
    const guild = discord.guild();
    const there = await session.slash({ user, guild, name: 'try' });
    assert.equal(there.got.guildId, guild.id);
  });
});

describe('a message without the intent to read it', () => {
  const cases: readonly (readonly [string, 'shown' | 'blank', (place: Place) => MemberMessage])[] = [
    ['that mentions nobody is blank', 'blank', ({ author }) => ({ author, content: 'hello' })],
    ['that mentions the bot is shown', 'shown', ({ author, bot }) => ({ author, content: `${bot} hello` })],
    [
      'that replies to the bot is shown',
      'shown',
      ({ author, own }) => ({ author, content: 'hello', replyTo: own }),
    ],
    [
      'that replies without a ping is blank',
      'blank',
      ({ author, own }) => ({ author, content: 'hello', replyTo: own, ping: false }),
    ],
    [
      'that replies to a response of the bot is blank',
      'blank',
      ({ author, response }) => ({ author, content: 'hello', replyTo: response }),
    ],
  ];
  for (const [name, expected, said] of cases) {
    it(name, async () => {
      await using setting = await listen();
      const { discord, place, next } = setting;
      const arrived = next();
      discord.message(place.channel, said(place));
      assert.equal((await arrived).content === '' ? 'blank' : 'shown', expected);
    });
  }

  it('hides the files of the message that was replied to, even where the reply is shown', async () => {
    await using setting = await listen();
    const { discord, place, next } = setting;
    const heard = next();
    const song = discord.message(place.channel, {
      author: place.author,
      attachments: [discord.upload(Buffer.from('song'), 'song.mp3', 'audio/mpeg')],
    });
    await heard;
    const arrived = next();
    discord.message(place.channel, { author: place.author, content: `${place.bot} stems`, replyTo: song });
    const reply = await arrived;
    assert.match(reply.content, /stems/);
    const referenced = await reply.fetchReference();
    assert.equal(referenced.attachments.size, 0);
    discord.assertClean();
  });

  it('is shown in direct messages', async () => {
    await using setting = await listen();
    const arrived = setting.next();
    setting.discord.message(setting.discord.directChannel(setting.place.author), {
      author: setting.place.author,
      content: 'hello',
    });
    assert.equal((await arrived).content, 'hello');
  });
});

type Place = Awaited<ReturnType<typeof listen>>['place'];

/** A client that hears messages, in a channel with one message of its own and one response. */
async function listen() {
  const discord = await start();
  const channel: FakeChannel = discord.guild().general;
  const author = discord.user();
  const session = await login(discord, LISTENING);
  const next = async () => {
    const [message] = await once(session.client, Events.MessageCreate);
    assert.ok(message instanceof Message);
    return message;
  };
  const heardOwn = next();
  await session.client.users.send(author.id, 'hello');
  await heardOwn;
  const { sent, got } = await session.slash({ user: author, channel, name: 'try' });
  const heardResponse = next();
  await got.reply('response');
  await heardResponse;
  const response = sent.original();
  const heard = next();
  const place = await session.client.channels.fetch(channel.id);
  assert.ok(place?.isSendable());
  await place.send('own');
  await heard;
  const own = discord.messagesIn(channel).at(-1);
  assert.ok(own !== undefined && response !== undefined);
  return {
    discord,
    next,
    place: { channel, author, own, response, bot: `<@${discord.botUserId}>` },
    async [Symbol.asyncDispose]() {
      await session[Symbol.asyncDispose]();
      await discord[Symbol.asyncDispose]();
    },
  };
}
