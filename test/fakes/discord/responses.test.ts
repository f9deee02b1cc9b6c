import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PermissionFlagsBits as Bit, MessageFlags, Routes } from 'discord.js';
import { createVirtualClock } from '../virtual-clock.ts';
import { type FakeDiscordSettings, startFakeDiscord } from './fake-discord.ts';
import { complaints, login, refused } from './login.ts';
import { ALL_BUT_ADMINISTRATOR } from './permissions.ts';

const MIB = 1024 ** 2;
const start = (settings: FakeDiscordSettings = {}) => startFakeDiscord({ checkAnswers: true, ...settings });
const file = (bytes: number, name = 'x.bin') => ({ attachment: Buffer.alloc(bytes, 7), name });

describe('a slash command', () => {
  it('is deferred privately, edited with a file and read back byte by byte', async () => {
    await using discord = await start();
    const guild = discord.guild();
    await using session = await login(discord);
    const song = discord.upload(Buffer.from('song'), 'a song.mp3', 'audio/mpeg');
    const { sent, got } = await session.slash({
      user: discord.user(),
      guild,
      name: 'try',
      subcommand: 'sub',
      options: { text: 'hello', song },
    });
    assert.equal(got.options.getSubcommand(), 'sub');
    assert.equal(got.options.getString('text'), 'hello');
    assert.equal(got.options.getAttachment('song', true).name, 'a_song.mp3');
    assert.equal(got.attachmentSizeLimit, 10 * MIB);
    assert.ok(got.appPermissions.has('AttachFiles'));

    const response = await got.deferReply({ flags: MessageFlags.Ephemeral, withResponse: true });
    assert.equal((await sent.acknowledged()).ephemeral, true);
    assert.equal(response.interaction.responseMessageId, sent.original()?.id);
    assert.equal(sent.original()?.loading, true);
    await got.editReply({ content: 'done', files: [file(9_000)] });
    await sent.until(([original]) => original?.content === 'done' && !original.loading);

    const [posted] = sent.original()?.attachments ?? [];
    const read = await fetch(posted?.url ?? '');
    assert.deepEqual(Buffer.from(await read.arrayBuffer()), Buffer.alloc(9_000, 7));
    assert.deepEqual(discord.messagesIn(guild.general), [], 'nobody else sees it');
    discord.assertClean();
  });

  it('is answered once, and within three seconds', async () => {
    const clock = createVirtualClock(Date.now());
    await using discord = await start({ clock });
    const call = { user: discord.user(), guild: discord.guild(), name: 'try' };
    await using session = await login(discord);
    const first = await session.slash(call);
    await clock.advance(3_000);
    await first.got.deferReply();
    first.got.deferred = false;
    await refused(first.got.deferReply(), 40060, 400);
    const second = await session.slash(call);
    await clock.advance(3_001);
    await refused(second.got.deferReply(), 10062, 404);
    assert.equal(second.sent.original(), undefined);
  });

  it('has a token for fifteen minutes', async () => {
    const clock = createVirtualClock(Date.now());
    await using discord = await start({ clock });
    const call = { user: discord.user(), guild: discord.guild(), name: 'try' };
    await using session = await login(discord);
    const { got } = await session.slash(call);
    await refused(
      got.client.rest.get(Routes.webhookMessage(discord.applicationId, got.token), { auth: false }),
      10015,
    );
    await got.deferReply();
    await clock.advance(15 * 60_000);
    await got.editReply('in time');
    await clock.advance(1);
    await refused(got.editReply('late'), 50027, 401);

    const other = await session.slash(call);
    await other.got.deferReply();
    other.sent.expire();
    await refused(other.got.followUp('late'), 50027);
    assert.equal(other.sent.original()?.content, '');
  });

  it('must not be answered with the token of the bot', async () => {
    await using discord = await start();
    await using session = await login(discord);
    const { got } = await session.slash({ user: discord.user(), guild: discord.guild(), name: 'try' });
    await got.deferReply();
    discord.assertClean();
    await session.client.rest.patch(Routes.webhookMessage(discord.applicationId, got.token), {
      body: { content: 'x', allowed_mentions: { parse: [] } },
    });
    assert.throws(() => discord.assertClean(), /token of the bot has no business/);
  });
});

describe('a voice message', () => {
  it('is one sound with its length and picture, and stays as it is', async () => {
    await using discord = await start();
    const { general } = discord.guild();
    await using session = await login(discord);
    const said = { id: '0', filename: 'voice-message.ogg', duration_secs: 0.15, waveform: 'AAAA' };
    const post = (body: object, contentType = 'audio/ogg') =>
      session.client.rest.post(Routes.channelMessages(general.id), {
        body: { flags: MessageFlags.IsVoiceMessage, attachments: [said], ...body },
        files: [{ name: 'voice-message.ogg', data: Buffer.from('ogg'), contentType }],
      });
    await refused(post({ content: 'x', allowed_mentions: { parse: [] } }), 50159);
    await refused(post({}, 'application/ogg'), 50160);
    await refused(post({ poll: { question: { text: 'x' } } }), 50159);
    for (const wrong of [
      { duration_secs: undefined },
      { duration_secs: 0 },
      { waveform: undefined },
      { waveform: '' },
      { waveform: 'AAA' },
      { waveform: Buffer.alloc(257).toString('base64') },
      { id: '1' },
    ]) {
      await refused(post({ attachments: [{ ...said, ...wrong }] }), 50161);
    }
    await post({});
    const [sent] = discord.messagesIn(general);
    assert.ok(sent !== undefined);
    const edit = { body: { content: 'x', allowed_mentions: { parse: [] } } };
    await refused(session.client.rest.patch(Routes.channelMessage(general.id, sent.id), edit), 50162);
    general.change({ botPermissions: ALL_BUT_ADMINISTRATOR & ~Bit.SendVoiceMessages });
    await refused(post({}), 50173);
    assert.throws(
      () => discord.assertClean(),
      /a waveform of 3 bars is finer.*a voice message that is no Opus/s,
    );
  });
});

describe('a follow-up', () => {
  it('straight after a defer becomes the original, which is held against the bot', async () => {
    await using discord = await start();
    await using session = await login(discord);
    const { sent, got } = await session.slash({ user: discord.user(), guild: discord.guild(), name: 'try' });
    await got.deferReply();
    await got.followUp({ content: 'meant to be private', flags: MessageFlags.Ephemeral });
    assert.equal(sent.original()?.content, 'meant to be private');
    assert.equal(sent.original()?.ephemeral, false);
    assert.equal(sent.followUps.length, 0);
    assert.match(complaints(discord).join(), /first follow-up after a defer/);
    await got.followUp({ content: 'second', flags: MessageFlags.Ephemeral });
    assert.equal(sent.followUps[0]?.ephemeral, true);
  });

  it('may come five times where only the user installed the app, while edits go on', async () => {
    await using discord = await start();
    await using session = await login(discord);
    const user = discord.user();
    const { sent, got } = await session.slash({ user, channel: discord.groupChannel(user), name: 'try' });
    assert.equal(got.authorizingIntegrationOwners[1], user.id);
    assert.equal(got.context, 2);
    await got.deferReply();
    await got.editReply('original');
    for (let count = 1; count <= 5; count += 1) await got.followUp(`${count}`);
    await refused(got.followUp('6'), 40094);
    await got.editReply('edited');
    assert.equal(sent.original()?.content, 'edited');
    assert.equal(sent.followUps.length, 5);
  });

  it('is private where the server forbids apps that only the user installed', async () => {
    await using discord = await start();
    await using session = await login(discord);
    const guild = discord.guild({
      hasBot: false,
      memberPermissions: ALL_BUT_ADMINISTRATOR & ~Bit.UseExternalApps,
    });
    const { sent, got } = await session.slash({ user: discord.user(), guild, name: 'try' });
    await got.deferReply();
    assert.equal(sent.original()?.ephemeral, true);
  });
});

describe('files', () => {
  it('are held to the limit of their interaction, one by one', async () => {
    await using discord = await start();
    await using session = await login(discord);
    const { sent, got } = await session.slash({
      user: discord.user(),
      guild: discord.guild(),
      name: 'try',
      attachmentSizeLimit: 2 * MIB,
    });
    await got.deferReply();
    await refused(got.editReply({ files: [file(2 * MIB + 1)] }), 40005, 413);
    await got.editReply({ files: [file(2 * MIB)] });
    assert.equal(sent.original()?.attachments.length, 1);
  });

  it('fit a request of 25 MiB together, or go alone', async () => {
    await using discord = await start();
    await using session = await login(discord);
    const call = { user: discord.user(), guild: discord.guild({ boostLevel: 2 }), name: 'try' };
    const { got } = await session.slash(call);
    assert.equal(got.attachmentSizeLimit, 50 * MIB);
    await got.deferReply();
    await refused(got.editReply({ files: [file(13 * MIB), file(13 * MIB, 'y.bin')] }), 40005);
    await got.editReply({ files: [file(26 * MIB)] });
  });

  it('stay on an edit as the list says, and number ten at most', async () => {
    await using discord = await start();
    await using session = await login(discord);
    const { sent, got } = await session.slash({ user: discord.user(), guild: discord.guild(), name: 'try' });
    await got.deferReply();
    const names = () => sent.original()?.attachments.map(({ name }) => name);
    await got.editReply({ files: [file(1, 'a.bin'), file(1, 'b.bin')] });
    const [a] = sent.original()?.attachments ?? [];
    await got.editReply({ attachments: [{ id: a?.id ?? '' }], files: [file(1, 'c.bin')] });
    assert.deepEqual(names(), ['a.bin', 'c.bin']);
    const many = Array.from({ length: 9 }, (_, index) => file(1, `${index}.bin`));
    const kept = sent.original()?.attachments.map(({ id }) => ({ id })) ?? [];
    await refused(got.editReply({ attachments: kept, files: many }), 50035);
    await refused(got.editReply({ attachments: [{ id: discord.applicationId }] }), 50035);
    await got.editReply({ content: 'empty', attachments: [] });
    assert.deepEqual(names(), []);
  });

  it('need the permission to attach them', async () => {
    await using discord = await start();
    await using session = await login(discord);
    const guild = discord.guild({ botPermissions: ALL_BUT_ADMINISTRATOR & ~Bit.AttachFiles });
    const { got } = await session.slash({ user: discord.user(), guild, name: 'try' });
    assert.equal(got.appPermissions.has('AttachFiles'), false);
    await got.deferReply();
    await refused(got.editReply({ files: [file(1)] }), 50013, 403);
  });

  it('have links that die, and that nobody can make up', async () => {
    const clock = createVirtualClock(Date.now());
    await using discord = await start({ clock });
    const { url } = discord.upload(Buffer.from('song'), 'song.mp3', 'audio/mpeg', { lifetimeMs: 60_000 });
    const status = async (link: string) => (await fetch(link)).status;
    assert.equal(await status(url), 200);
    assert.equal(await status(url.replace(/ex=[^&]+/, 'ex=7fffffff')), 404);
    await clock.advance(61_000);
    assert.equal(await status(url), 404);
  });
});

describe('a response', () => {
  it('that a member removed is gone, while follow-ups still come', async () => {
    await using discord = await start();
    const guild = discord.guild();
    await using session = await login(discord);
    const { sent, got } = await session.slash({ user: discord.user(), guild, name: 'try' });
    await got.reply('hello');
    sent.original()?.remove();
    await refused(got.editReply('x'), 10008, 404);
    await got.followUp('x');
    assert.deepEqual(
      discord.messagesIn(guild.general).map(({ content }) => content),
      ['x'],
    );
    guild.general.remove();
    await refused(got.followUp('x'), 10003);
  });

  it('of layout components has no other content, and stays of that kind', async () => {
    await using discord = await start();
    await using session = await login(discord);
    const { sent, got } = await session.slash({ user: discord.user(), guild: discord.guild(), name: 'try' });
    await got.deferReply();
    const flags = MessageFlags.IsComponentsV2;
    const text = (content: string) => ({ type: 10, content });
    await refused(got.editReply({ flags, content: 'x', components: [text('x')] }), 50035);
    await refused(got.editReply({ flags, components: [text('x'.repeat(4_001))] }), 50035);
    await got.editReply({ flags, components: [text('hello')] });
    assert.equal(sent.original()?.flags, flags);
    await refused(got.editReply({ content: 'x' }), 50035);
  });
});

describe('a message body', () => {
  it('is refused with the fields that are wrong', async () => {
    await using discord = await start();
    await using session = await login(discord);
    const { got } = await session.slash({ user: discord.user(), guild: discord.guild(), name: 'try' });
    await got.deferReply();
    await refused(got.editReply('x'.repeat(2_001)), 50035, 400);
    await refused(got.editReply({ content: '' }), 50006);
    await got.editReply('x'.repeat(2_000));
  });

  it('that could ping is held against the bot', async () => {
    await using discord = await start();
    await using session = await login(discord, { allowedMentions: {} });
    const { got } = await session.slash({ user: discord.user(), guild: discord.guild(), name: 'try' });
    await got.reply('hello');
    await got.editReply({ content: 'hello', allowedMentions: { parse: ['users'] } });
    await session.client.rest.patch(Routes.webhookMessage(discord.applicationId, got.token), {
      auth: false,
      body: { content: 'hello' },
    });
    assert.deepEqual(complaints(discord), [
      'allowed_mentions.parse is absent',
      'allowed_mentions lets the message ping',
      'allowed_mentions is absent, so the message could ping',
    ]);
  });

  it('with unknown fields, stray flags or a mistyped sound is held against the bot', async () => {
    await using discord = await start();
    await using session = await login(discord);
    const { got } = await session.slash({ user: discord.user(), guild: discord.guild(), name: 'try' });
    await got.deferReply();
    await session.client.rest.patch(Routes.webhookMessage(discord.applicationId, got.token), {
      auth: false,
      body: { embeds: [{ title: 'x' }], wrong: 1, flags: 64, attachments: [] },
      files: [{ name: 'x.m4a', data: Buffer.from('x'), contentType: 'video/mp4' }],
    });
    assert.deepEqual(complaints(discord), [
      'unknown field wrong',
      'flags 64 mean nothing in a message for edit',
      'files[0] is not in attachments',
      'files[0] is a .m4a sent as video/mp4',
    ]);
  });
});
