import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PermissionFlagsBits as Bit } from 'discord.js';
import { calm, postOf, soundsOf, startLoneBot } from '../fixtures/lone-bot.ts';

const MIB = 1024 * 1024;
const LATE_MS = 15 * 60_000;

test('nine tracks come in one message with their picture, the others in a second one, all typed audio/mp4', async () => {
  await using here = await startLoneBot();
  const call = here.discord.command({ user: here.discord.user(), guild: here.discord.guild(), name: 'tts' });
  const origin = await here.announced(call);
  const files = await here.files(...Array.from({ length: 11 }, () => 1_000));
  assert.equal(here.bot.adapter.limits(origin).maxFilesPerPost, 9);
  const [drawn] = await here.files(300);
  assert.ok(drawn !== undefined);
  const picture = { ...drawn, fileName: 'waveform.png', mimeType: 'image/png', title: 'Waveforms' };
  const first = await here.bot.adapter.post(origin, postOf(files.slice(0, 9), { picture }), calm);
  const second = await here.bot.adapter.post(
    origin,
    postOf(files.slice(9), { key: 'abcdefghjkmn:0:1' }),
    calm,
  );
  assert.equal(call.messages[0]?.id, first);
  assert.deepEqual(
    call.messages.slice(1).map(({ id }) => id),
    [second],
  );
  assert.equal(soundsOf(call.messages[0]).length, 9);
  assert.equal(soundsOf(call.messages[1]).length, 2);
  assert.deepEqual(
    new Set(call.messages.flatMap(({ attachments }) => attachments.map((one) => one.contentType))),
    new Set(['image/png', 'audio/mp4']),
  );
  here.discord.assertClean();
});

test('a transcript comes with its first lines, its files under their own types, and a picture in words', async () => {
  await using here = await startLoneBot();
  const call = here.discord.command({ user: here.discord.user(), guild: here.discord.guild(), name: 'tts' });
  const origin = await here.announced(call);
  const [one, two, three] = await here.files(100, 200, 300);
  assert.ok(one !== undefined && two !== undefined && three !== undefined);
  const text = `Transcript: talk:\n\n${'[00:01] A: *Ping* @everyone <@1> 说\n'.repeat(80)}`;
  const files = [
    { ...one, fileName: 'talk.srt', mimeType: 'application/x-subrip', title: 'talk.srt' },
    { ...two, fileName: 'talk-speakers.json', mimeType: 'application/json', title: 'talk-speakers.json' },
  ];
  const picture = {
    ...three,
    fileName: 'timeline.png',
    mimeType: 'image/png',
    title: 'Timeline of 2 speakers',
  };
  await here.bot.adapter.post(origin, postOf(files, { text, picture }), calm);
  const message = call.messages[0];
  assert.deepEqual(
    message?.attachments.map(({ name, contentType, description }) => [name, contentType, description]),
    [
      ['timeline.png', 'image/png', 'Timeline of 2 speakers'],
      ['talk.srt', 'application/x-subrip', 'talk.srt'],
      ['talk-speakers.json', 'application/json', 'talk-speakers.json'],
    ],
  );
  assert.ok((message?.content.length ?? 0) <= 2_000);
  assert.match(
    message?.content ?? '',
    /^<@\d+> Transcript: talk:\n\n\\\[00:01\\\] A: \\\*Ping\\\* @everyone \\<@1>/,
  );
  assert.match(message?.content ?? '', /说\n…$/);
  here.discord.assertClean();
});

test('what is more than a request may hold is added by edits of the same message, in order', async () => {
  await using here = await startLoneBot();
  const call = here.discord.command({ user: here.discord.user(), guild: here.discord.guild(), name: 'tts' });
  const origin = await here.announced(call);
  const files = await here.files(9 * MIB, 9 * MIB, 9 * MIB, 9 * MIB, 9 * MIB);
  await here.bot.adapter.post(origin, postOf(files), calm);
  assert.deepEqual(
    soundsOf(call.messages[0]),
    files.map(({ fileName }) => fileName),
  );
  assert.ok(
    call.messages[0]?.attachments.every(({ bytes }, index) => bytes.every((byte) => byte === index + 1)),
  );
  const uploads = here.discord.requests.filter((request) => request.files.length > 0);
  assert.deepEqual(
    uploads.map((request) => request.files.length),
    [2, 2, 1],
  );
  here.discord.assertClean();
});

test('the limit is that of the request with a margin, and never above what Discord really takes', async () => {
  await using here = await startLoneBot();
  const guild = here.discord.guild();
  for (const [announced, expected] of [
    [10 * MIB, Math.floor(10 * MIB * 0.97)],
    [500 * MIB, 100 * MIB],
  ] as const) {
    const call = here.discord.command({
      user: here.discord.user(),
      guild,
      name: 'tts',
      attachmentSizeLimit: announced,
      options: { private: true },
    });
    const origin = await here.announced(call);
    assert.equal(here.bot.adapter.limits(origin).maxFileBytes, expected);
    // What comes after the reply has closed is a message of the bot's own, for which the floor holds.
    here.clock.putForward(LATE_MS);
    assert.equal(here.bot.adapter.limits(origin).maxFileBytes, Math.floor(10 * MIB * 0.97));
  }
});

test('a public result comes in a message of the bot’s own, for which only the server’s boosts raise the limit', async () => {
  await using here = await startLoneBot();
  for (const [boostLevel, mib] of [
    [0, 10],
    [2, 50],
  ] as const) {
    const origin = await here.announced(
      here.discord.command({
        user: here.discord.user(),
        guild: here.discord.guild({ boostLevel }),
        name: 'tts',
        attachmentSizeLimit: 500 * MIB,
      }),
    );
    assert.equal(here.bot.adapter.limits(origin).maxFileBytes, Math.floor(mib * MIB * 0.97));
  }
});

test('a request too large after all is sent file by file, and a file too large is asked for smaller, once', async () => {
  await using here = await startLoneBot();
  const call = here.discord.command({ user: here.discord.user(), guild: here.discord.guild(), name: 'tts' });
  const origin = await here.announced(call);
  const files = await here.files(1 * MIB, 1 * MIB);
  here.discord.faults.next('PATCH', /^\/channels\//, { status: 413, body: '<html>too large</html>' });
  await here.bot.adapter.post(origin, postOf(files), calm);
  assert.equal(soundsOf(call.messages[0]).length, 2);

  const before = here.bot.adapter.limits(origin).maxFileBytes;
  here.discord.faults.next('PATCH', /^\/channels\//, {
    status: 413,
    body: '<html>too large</html>',
    times: 2,
  });
  const [large] = await here.files(9 * MIB);
  const post = postOf(large === undefined ? [] : [large]);
  await assert.rejects(here.bot.adapter.post(origin, post, calm), { code: 'files-too-large-here' });
  assert.ok(here.bot.adapter.limits(origin).maxFileBytes < before);
  await assert.rejects(here.bot.adapter.post(origin, post, calm), { code: 'files-too-large-here' });

  // Of several, the one is named, so that the others are posted without it.
  here.discord.faults.next('PATCH', /^\/channels\//, {
    status: 413,
    body: '<html>too large</html>',
    times: 2,
  });
  const several = postOf([...post.files, ...files.slice(0, 1)]);
  await assert.rejects(here.bot.adapter.post(origin, several, calm), {
    code: 'track-refused',
    facts: { file: large?.fileName },
  });
  assert.equal(here.discord.faults.left, 0);
});

test('words a filter refuses give way to plain ones, and the files arrive', async () => {
  await using here = await startLoneBot();
  const call = here.discord.command({ user: here.discord.user(), guild: here.discord.guild(), name: 'tts' });
  const origin = await here.announced(call);
  here.discord.faults.next('PATCH', /^\/channels\//, {
    status: 400,
    body: { code: 200_000, message: 'blocked' },
  });
  await here.bot.adapter.post(origin, postOf(await here.files(1_000)), calm);
  assert.equal(call.messages[0]?.content, `${call.user.mention} The result of your job is attached.`);
  assert.equal(soundsOf(call.messages[0]).length, 1);
});

test('a fault of Discord is worth another try, and one that follows a post posts once', async () => {
  await using here = await startLoneBot();
  const user = here.discord.user();
  const guild = here.discord.guild();
  const call = here.discord.command({ user, guild, name: 'tts' });
  const origin = await here.announced(call);
  const post = postOf(await here.files(1_000));
  here.discord.faults.next('PATCH', /^\/channels\//, { status: 502, body: 'bad gateway', times: 4 });
  await assert.rejects(here.bot.adapter.post(origin, post, calm), { code: 'delivery-failed' });
  await here.bot.adapter.post(origin, post, calm);
  assert.equal(soundsOf(call.messages[0]).length, 1);

  here.clock.putForward(LATE_MS);
  here.discord.faults.next('POST', /\/channels\/\d+\/messages/, { destroy: 'after' });
  await here.bot.adapter.post(origin, post, calm).catch(() => here.bot.adapter.post(origin, post, calm));
  const late = here.discord.messagesIn(guild.general).filter(({ nonce }) => nonce !== undefined);
  assert.equal(late.length, 1);
});

test('a short rate limit is waited out, a long one is left to the job', async () => {
  await using here = await startLoneBot();
  const call = here.discord.command({ user: here.discord.user(), guild: here.discord.guild(), name: 'tts' });
  const origin = await here.announced(call);
  const post = postOf(await here.files(1_000));
  const limited = (seconds: number) => ({
    status: 429,
    headers: { 'retry-after': String(seconds), 'x-ratelimit-scope': 'user' },
    body: { message: 'slow down', retry_after: seconds, global: false },
  });
  here.discord.faults.next('PATCH', /^\/channels\//, limited(0.2));
  await here.bot.adapter.post(origin, post, calm);
  assert.equal(soundsOf(call.messages[0]).length, 1);
  here.discord.faults.next('PATCH', /^\/channels\//, limited(300));
  await assert.rejects(here.bot.adapter.post(origin, post, calm), { code: 'delivery-failed' });
});

test('a result that took long comes in a new message that notifies the member alone, and the one before it goes', async () => {
  await using here = await startLoneBot();
  const guild = here.discord.guild();
  const user = here.discord.user();
  const call = here.discord.command({ user, guild, name: 'tts' });
  const origin = await here.announced(call);
  const [status] = here.discord.messagesIn(guild.general);
  here.clock.putForward(121_000);
  const id = await here.bot.adapter.post(origin, postOf(await here.files(1_000)), calm);
  assert.deepEqual(
    here.discord.messagesIn(guild.general).map((message) => [message.id, message.pinged, message.replyTo]),
    [[id, [user.id], undefined]],
  );
  assert.notEqual(id, status?.id);
  here.discord.assertClean();
});

test('a token Discord no longer knows leads on to the channel', async () => {
  await using here = await startLoneBot();
  const guild = here.discord.guild();
  const call = here.discord.command({ user: here.discord.user(), guild, name: 'tts' });
  const origin = await here.originOf(call);
  call.expire();
  const id = await here.bot.adapter.post(origin, postOf(await here.files(1_000)), calm);
  assert.ok(here.discord.messagesIn(guild.general).some((message) => message.id === id));
  // The bot's own token is none the worse for it.
  await here.bot.adapter.post(origin, postOf(await here.files(1_000), { key: 'abcdefghjkmn:1:0' }), calm);
  here.discord.assertClean();
});

test('where the channel is closed as well the result comes directly, and what is private always does', async () => {
  await using here = await startLoneBot();
  const guild = here.discord.guild();
  const user = here.discord.user();
  const open = here.discord.command({ user, guild, name: 'tts' });
  const hidden = here.discord.command({ user, guild, name: 'tts', options: { private: true } });
  const origins = [await here.announced(open), await here.announced(hidden)] as const;
  assert.equal((await hidden.acknowledged()).ephemeral, true);
  here.clock.putForward(LATE_MS);
  const before = here.discord.messagesIn(guild.general).length;
  await here.bot.adapter.post(
    { ...origins[1], visibility: 'private' },
    postOf(await here.files(1_000)),
    calm,
  );
  guild.general.change({ botPermissions: Bit.ViewChannel });
  await here.bot.adapter.post(origins[0], postOf(await here.files(1_000), { key: 'bbbbbbbbbbbb:0:0' }), calm);
  assert.equal(here.discord.dms(user).length, 2);
  assert.equal(here.discord.messagesIn(guild.general).length, before);

  user.closeDms();
  await assert.rejects(
    here.bot.adapter.post(origins[0], postOf(await here.files(1_000), { key: 'cccccccccccc:0:0' }), calm),
    { code: 'cannot-deliver' },
  );
});

test('a thread that was archived and a channel that was deleted both lead on to direct messages', async () => {
  await using here = await startLoneBot();
  const guild = here.discord.guild();
  const user = here.discord.user();
  const thread = guild.channel({ kind: 'thread' });
  const doomed = guild.channel({ kind: 'text' });
  const origins = await Promise.all(
    [thread, doomed].map((channel) =>
      here.announced(here.discord.command({ user, guild, channel, name: 'tts' })),
    ),
  );
  here.clock.putForward(LATE_MS);
  thread.change({ archived: true });
  doomed.remove();
  for (const [index, origin] of origins.entries()) {
    await here.bot.adapter.post(origin, postOf(await here.files(1_000), { key: `job${index}:0:0` }), calm);
  }
  assert.equal(here.discord.dms(user).length, 2);
});

test('slow mode is no reason to give up', async () => {
  await using here = await startLoneBot();
  const guild = here.discord.guild();
  const slow = guild.channel({ kind: 'text', slowModeSeconds: 600 });
  const origin = await here.announced(
    here.discord.command({ user: here.discord.user(), guild, channel: slow, name: 'tts' }),
  );
  here.clock.putForward(LATE_MS);
  await here.bot.adapter.post(origin, postOf(await here.files(1_000)), calm);
  const second = postOf(await here.files(1_000), { key: 'abcdefghjkmn:0:1' });
  await assert.rejects(here.bot.adapter.post(origin, second, calm), { code: 'delivery-failed' });
  here.clock.putForward(601_000);
  await here.bot.adapter.post(origin, second, calm);
  assert.equal(here.discord.messagesIn(slow).filter(({ nonce }) => nonce !== undefined).length, 2);
});
