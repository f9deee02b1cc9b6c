import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PermissionFlagsBits as Bit, type Client, Routes } from 'discord.js';
import { createVirtualClock } from '../virtual-clock.ts';
import { type FakeChannel, type FakeDiscordSettings, startFakeDiscord } from './fake-discord.ts';
import { login, refused } from './login.ts';
import { ALL_BUT_ADMINISTRATOR as ALL } from './permissions.ts';

const start = (settings: FakeDiscordSettings = {}) => startFakeDiscord({ checkAnswers: true, ...settings });

/** Posts with the token of the bot, as the adapter's last resort does. */
const post = (client: Client, channel: { readonly id: string }, body: object = {}, files = 0) =>
  client.rest.post(Routes.channelMessages(channel.id), {
    body: { content: 'hello', allowed_mentions: { parse: [] }, ...body },
    files: Array.from({ length: files }, (_, index) => ({
      name: `${index}.bin`,
      data: Buffer.from('x'),
      contentType: 'application/octet-stream',
    })),
  });

describe('writing to a channel', () => {
  it('works in every kind of channel that takes messages', async () => {
    await using discord = await start();
    const guild = discord.guild();
    await using session = await login(discord);
    const forum = guild.channel({ kind: 'forum' });
    const places = [
      guild.general,
      guild.channel({ kind: 'announcement' }),
      guild.channel({ kind: 'voice' }),
      guild.channel({ kind: 'thread' }),
      guild.channel({ kind: 'forum-post', parent: forum }),
      discord.directChannel(discord.user()),
    ];
    for (const place of places) {
      await post(session.client, place, {}, 1);
      assert.equal(discord.messagesIn(place)[0]?.attachments.length, 1, place.kind);
    }
    await refused(post(session.client, forum), 40058);
    discord.assertClean();
  });

  const cases: readonly (readonly [string, bigint, (channel: FakeChannel) => object, number, number])[] = [
    ['to see it', Bit.ViewChannel, () => ({}), 0, 50001],
    ['to write', Bit.SendMessages, () => ({}), 0, 50013],
    ['to attach files', Bit.AttachFiles, () => ({}), 1, 50013],
    ['to embed links', Bit.EmbedLinks, () => ({ embeds: [{ title: 'x' }] }), 0, 50013],
  ];
  for (const [name, bit, body, files, code] of cases) {
    it(`asks for the permission ${name}`, async () => {
      await using discord = await start();
      const channel = discord.guild().channel({ botPermissions: ALL & ~bit });
      await using session = await login(discord);
      await refused(post(session.client, channel, body(channel), files), code, 403);
      channel.change({ botPermissions: ALL });
      await post(session.client, channel, body(channel), files);
    });
  }

  it('asks for other permissions in threads, in voice channels and to reply', async () => {
    await using discord = await start();
    const guild = discord.guild();
    await using session = await login(discord);
    const thread = guild.channel({ kind: 'thread' });
    thread.change({ botPermissions: ALL & ~Bit.SendMessages });
    await post(session.client, thread);
    thread.change({ botPermissions: ALL & ~Bit.SendMessagesInThreads });
    await refused(post(session.client, thread), 50013);
    await refused(
      post(session.client, guild.channel({ kind: 'voice', botPermissions: ALL & ~Bit.Connect })),
      50001,
    );

    const question = discord.message(guild.general, { author: discord.user(), content: 'question' });
    const reply = { message_reference: { message_id: question.id } };
    await post(session.client, guild.general, reply);
    assert.equal(discord.messagesIn(guild.general).at(-1)?.replyTo, question.id);
    guild.change({ botPermissions: ALL & ~Bit.ReadMessageHistory });
    await refused(post(session.client, guild.general, reply), 160002);
    guild.change({ botPermissions: ALL });
    question.remove();
    await refused(post(session.client, guild.general, reply), 50035);
    await post(session.client, guild.general, {
      message_reference: { message_id: question.id, fail_if_not_exists: false },
    });
  });

  it('fails where the bot is not, where nothing is, and in an archived thread', async () => {
    await using discord = await start();
    const guild = discord.guild();
    await using session = await login(discord);
    await refused(post(session.client, discord.guild({ hasBot: false }).general), 50001);
    await refused(post(session.client, discord.groupChannel(discord.user())), 50001);
    await refused(post(session.client, { id: discord.applicationId }), 10003, 404);
    await refused(post(session.client, guild.channel({ kind: 'thread', archived: true })), 50083);
    const gone = guild.channel();
    gone.remove();
    await refused(post(session.client, gone), 10003);
  });

  it('reaches a user who takes direct messages, and nobody else', async () => {
    await using discord = await start();
    await using session = await login(discord);
    const user = discord.user();
    await session.client.users.send(user.id, 'hello');
    assert.deepEqual(
      discord.dms(user).map(({ content }) => content),
      ['hello'],
    );
    user.closeDms(true);
    await refused(session.client.users.send(user.id, 'hello'), 50007, 403);
    discord.assertClean();
  });

  it('waits in slow mode', async () => {
    const clock = createVirtualClock(Date.now());
    await using discord = await start({ clock });
    const channel = discord.guild().channel({ slowModeSeconds: 30 });
    await using session = await login(discord, { rest: { rejectOnRateLimit: () => true } });
    await post(session.client, channel);
    await clock.advance(10_000);
    await assert.rejects(post(session.client, channel), { name: /RateLimitError/ });
    assert.equal(discord.requests.at(-1)?.code, 20016);
    assert.equal(discord.requests.at(-1)?.status, 429);
    await clock.advance(20_000);
    await using other = await login(discord);
    await post(other.client, channel);
  });

  it('brings a message with an enforced nonce once', async () => {
    const clock = createVirtualClock(Date.now());
    await using discord = await start({ clock });
    const { general } = discord.guild();
    await using session = await login(discord);
    const body = { nonce: 'the-key', enforce_nonce: true };
    discord.faults.next('POST', /^\/channels\/\d+\/messages$/, { destroy: 'after' });
    await assert.rejects(post(session.client, general, body));
    await post(session.client, general, body);
    assert.equal(discord.messagesIn(general).length, 1);
    await post(session.client, general, { nonce: 'the-key' });
    assert.equal(discord.messagesIn(general).length, 2, 'not enforced, not the same');
    await refused(post(session.client, general, { nonce: 'x'.repeat(26) }), 50035);
    assert.equal(discord.faults.left, 0);
  });
});

describe('a message in a channel', () => {
  it('is changed by its author only, and an ephemeral one is nowhere', async () => {
    await using discord = await start();
    const { general } = discord.guild();
    const user = discord.user();
    await using session = await login(discord);
    const edit = (id: string, body: object) =>
      session.client.rest.patch(Routes.channelMessage(general.id, id), {
        body: { allowed_mentions: { parse: [] }, ...body },
      });
    await post(session.client, general, {}, 1);
    const [own] = discord.messagesIn(general);
    assert.ok(own !== undefined);
    await edit(own.id, { content: 'edited' });
    assert.deepEqual(own.contents, ['hello', 'edited']);
    assert.equal(own.attachments.length, 1);
    const other = discord.message(general, { author: user, content: 'mine' });
    await refused(edit(other.id, { content: 'x' }), 50005);

    const { sent, got } = await session.slash({ user, channel: general, name: 'try' });
    await got.reply({ content: 'secret', flags: 64 });
    const id = sent.original()?.id ?? '';
    await refused(edit(id, { content: 'x' }), 10008);
    await refused(session.client.rest.get(Routes.channelMessage(general.id, id)), 10008);
    await session.client.rest.delete(Routes.channelMessage(general.id, own.id));
    assert.equal(own.removed, true);
  });
});
