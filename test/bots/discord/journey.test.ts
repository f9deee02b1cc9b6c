import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fromDollars } from '../../../src/core/model/money/money.ts';
import type { FakeAttachment } from '../../fakes/discord/fake-discord.ts';
import { makeSongFile } from '../../sandbox/sound.ts';
import { type DiscordWorld, startDiscordWorld } from './fixtures/discord-world.ts';
import { soundsOf } from './fixtures/lone-bot.ts';

let here: DiscordWorld;

before(async () => {
  here = await startDiscordWorld();
});
after(() => here[Symbol.asyncDispose]());

async function song(): Promise<FakeAttachment> {
  const path = join(here.world.folder, 'song.wav');
  await makeSongFile(path, 1);
  return here.discord.upload(await readFile(path), 'song.wav', 'audio/wav');
}

test('speech asked for in a server arrives as one m4a with a picture, in one message of the channel', async () => {
  const call = here.discord.command({
    user: here.discord.user(),
    guild: here.discord.guild(),
    name: 'tts',
    options: { text: 'Good morning, everyone @here *in* the room.' },
  });
  assert.equal((await call.acknowledged()).ephemeral, true);
  await call.until(([original]) => soundsOf(original).length === 1);
  const [picture, sound] = call.messages[0]?.attachments ?? [];
  assert.equal(sound?.contentType, 'audio/mp4');
  assert.equal(sound?.bytes.subarray(4, 8).toString('latin1'), 'ftyp');
  assert.match(picture?.description ?? '', /^Waveforms of .+: /);
  assert.deepEqual(
    call.messages.map(({ ephemeral, pinged }) => [ephemeral, pinged]),
    [[false, []]],
  );
  here.discord.assertClean();
});

test('four stems of an attached song come in one message under the song’s name', async () => {
  const call = here.discord.command({
    user: here.discord.user({ locale: 'zh-CN' }),
    guild: here.discord.guild(),
    name: 'stems',
    options: { audio: await song() },
  });
  await call.until(([original]) => soundsOf(original).length === 4);
  assert.deepEqual(soundsOf(call.messages[0]).toSorted(), [
    'bass - song.m4a',
    'drums - song.m4a',
    'other - song.m4a',
    'vocals - song.m4a',
  ]);
  assert.match(call.messages[0]?.content ?? '', /\p{Script=Han}/u);
  here.discord.assertClean();
});

test('a recording is written down from its message’s menu: lines in the message, all of it in a file', async () => {
  const guild = here.discord.guild();
  const user = here.discord.user();
  const message = here.discord.message(guild.general, { author: user, attachments: [await song()] });
  const call = here.discord.messageCommand('Transcribe', message, { user, guild });
  await call.until(([original]) => (original?.attachments.length ?? 0) > 0);
  const [document] = call.messages[0]?.attachments ?? [];
  assert.deepEqual([document?.name, document?.contentType], ['song.txt', 'text/plain']);
  assert.match(call.messages[0]?.content ?? '', /\n\\\[0:00\\\] \S/);
  here.discord.assertClean();
});

test('someone else goes on from one of several stems, and everybody sees what comes of it', async () => {
  const guild = here.discord.guild();
  const [owner, other] = [here.discord.user(), here.discord.user()];
  const options = { audio: await song(), mode: 'two' };
  const call = here.discord.command({ user: owner, guild, name: 'stems', options });
  await call.until(([original]) => soundsOf(original).length === 2);
  const message = call.messages[0];
  const button = message?.controls.find(({ label }) => label === 'Remove noise');
  assert.ok(message !== undefined && button?.customId !== undefined);
  const press = here.discord.press(message, button.customId, { user: other, guild });
  await press.until(([answer]) => answer?.loading === false);
  const [question] = press.messages;
  assert.ok(question?.ephemeral);
  assert.deepEqual(question.controls.map(({ label }) => label).toSorted(), ['Accompaniment', 'Vocals']);
  const vocals = question.controls.find(({ label }) => label === 'Vocals');
  const chosen = here.discord.press(question, vocals?.customId ?? '', { user: other, guild });
  await chosen.until(([original]) => soundsOf(original).length === 1);
  assert.deepEqual(soundsOf(chosen.messages[0]), ['song-vocals.m4a']);
  const picture = chosen.messages[0]?.attachments.find(({ name }) => name === 'waveform.png');
  assert.match(picture?.description ?? '', /\S/);
  const job = await here.job(other, `discord:${guild.id}`);
  assert.equal(job.request.service, 'denoise');
  here.discord.assertClean();
});

test('more stems than a message holds beside their picture come in two messages, and the picture with the first', async () => {
  const call = here.discord.command({
    user: here.discord.user(),
    guild: here.discord.guild(),
    name: 'stems',
    options: { audio: await song(), mode: 'studio' },
  });
  await call.until((messages) => messages.flatMap(soundsOf).length === 12);
  assert.deepEqual(
    call.messages.map((message) => soundsOf(message).length),
    [9, 3],
  );
  const isPicture = ({ contentType }: { readonly contentType: string }) => contentType === 'image/png';
  assert.deepEqual(
    call.messages.map(({ attachments }) => attachments.filter(isPicture).length),
    [1, 0],
  );
  here.discord.assertClean();
});

test('a private job and its result are seen by the member alone', async () => {
  const guild = here.discord.guild();
  const call = here.discord.command({
    user: here.discord.user(),
    guild,
    name: 'tts',
    options: { text: 'Just for me.', private: true },
  });
  await call.until(([original]) => soundsOf(original).length === 1);
  assert.ok(call.messages.every(({ ephemeral }) => ephemeral));
  assert.equal(here.discord.messagesIn(guild.general).length, 0);
});

test('a public result asked for again is posted in public, and the private reply goes', async () => {
  const guild = here.discord.guild();
  const user = here.discord.user();
  const call = here.discord.command({ user, guild, name: 'tts', options: { text: 'Once more, please.' } });
  await call.until(([original]) => soundsOf(original).length === 1);
  const tenant = `discord:${guild.id}`;
  const { id } = await here.job(user, tenant);
  await here.world.settled(id);
  const again = here.discord.command({
    user,
    guild,
    name: 'jobs',
    subcommand: 'fetch',
    options: { job: id },
  });
  await again.until(([first]) => soundsOf(first).length === 1);
  await here.world.settled(id);
  assert.equal(again.original()?.ephemeral, true);
  assert.match(again.original()?.contents.join() ?? '', /Posting the result of job/);
  assert.deepEqual(
    again.messages.map(({ ephemeral }) => ephemeral),
    [false],
  );
  here.discord.assertClean();
});

test('a job begun before a restart is finished by the process after it, in the same message', async () => {
  const guild = here.discord.guild();
  const user = here.discord.user();
  const call = here.discord.command({
    user,
    guild,
    name: 'stems',
    options: { audio: await song(), mode: 'two' },
  });
  const { id } = await here.job(user, `discord:${guild.id}`);
  await here.world.settled(id, (job) => job.work.stage === 'watching');
  await here.restart();
  await call.until(([original]) => soundsOf(original).length === 2);
  assert.equal((await here.world.settled(id)).delivery.state, 'done');
  assert.equal(call.messages.length, 1);
});

test('files Discord takes less of than it announced are made smaller and arrive', async () => {
  const call = here.discord.command({
    user: here.discord.user(),
    guild: here.discord.guild(),
    name: 'tts',
    // In private it stays in the reply.
    options: { text: 'A little too large.', private: true },
  });
  await call.until(([original]) => original?.loading === false);
  const body = { code: 40_005, message: 'Request entity too large' };
  // The picture and the sound together, and then the sound alone.
  here.discord.faults.next('PATCH', new RegExp(call.token), { status: 413, body });
  here.discord.faults.next('PATCH', new RegExp(call.token), { status: 413, body });
  await call.until(([original]) => soundsOf(original).length > 0);
  const sizes = here.discord.requests
    .filter(({ files, path }) => files.length > 0 && path.includes(call.token))
    .map(({ files }) => Math.max(...files.map(({ bytes }) => bytes.length)));
  assert.ok((sizes.at(-1) ?? 0) < (sizes[0] ?? 0));
  assert.equal(here.discord.faults.left, 0);
});

test('a person on their own is told what else pays for them, and nothing is spent', async () => {
  const user = here.discord.user();
  const call = here.discord.command({ user, name: 'tts', options: { text: 'Who pays for me?' } });
  await call.until(([original]) => /add the bot to a server/.test(original?.content ?? ''));
  const { money } = await here.job(user, `discord:user:${user.id}`);
  assert.equal(money.state, 'none');
});

test('what is refused at once is said in words the member alone need not wait for', async () => {
  const call = here.discord.command({ user: here.discord.user(), guild: here.discord.guild(), name: 'tts' });
  await call.until(([original]) => original?.loading === false);
  assert.match(call.messages[0]?.content ?? '', /no text to speak/);
  here.discord.assertClean();
});

test('help, the wallet and the list of jobs fit into what Discord shows', async () => {
  const user = here.discord.user();
  const guild = here.discord.guild();
  for (const [name, subcommand] of [
    ['help', undefined],
    ['wallet', 'balance'],
    ['wallet', 'pricing'],
    ['jobs', 'list'],
  ] as const) {
    const call = here.discord.command({ user, guild, name, ...(subcommand !== undefined && { subcommand }) });
    await call.until(([original]) => original?.loading === false);
    assert.equal(call.messages[0]?.ephemeral, true);
    assert.doesNotMatch(call.messages[0]?.content ?? '', /went wrong/);
  }
  here.discord.assertClean();
});

test('places of every kind take results: threads, posts, voice chats, announcements', async () => {
  const guild = here.discord.guild();
  const forum = guild.channel({ kind: 'forum' });
  const places = [
    guild.channel({ kind: 'thread' }),
    guild.channel({ kind: 'forum-post', parent: forum }),
    guild.channel({ kind: 'voice' }),
    guild.channel({ kind: 'announcement' }),
    guild.channel({ kind: 'text', slowModeSeconds: 3_600 }),
  ];
  const calls = places.map((channel) =>
    here.discord.command({
      user: here.discord.user(),
      guild,
      channel,
      name: 'tts',
      options: { text: 'Here too.' },
    }),
  );
  for (const call of calls) await call.until(([original]) => soundsOf(original).length === 1);
  here.discord.assertClean();
});

test('where a person’s own installation may spend, its results arrive without the bot being there', async () => {
  await using paid = await startDiscordWorld({ world: { limits: { personalMonthly: fromDollars(5) } } });
  const user = paid.discord.user();
  const call = paid.discord.command({
    user,
    guild: paid.discord.guild({ hasBot: false }),
    install: 'user',
    name: 'tts',
    options: { text: 'I brought it myself.' },
  });
  await call.until(([, below]) => soundsOf(below).length === 1);
  assert.deepEqual(
    call.messages.map(({ ephemeral, content }) => [ephemeral, content.startsWith(user.mention)]),
    [
      [true, false],
      [false, true],
    ],
  );
  assert.equal(paid.discord.dms(user).length, 0);
  paid.discord.assertClean();
});
