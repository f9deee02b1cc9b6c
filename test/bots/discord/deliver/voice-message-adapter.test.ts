import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { PermissionFlagsBits as Bit, MessageFlags } from 'discord.js';
import type { VoicePost } from '../../../../src/core/ports/delivery.ts';
import type { FakeChannel, FakeMessage } from '../../../fakes/discord/fake-discord.ts';
import { createSoundFolder, SOUND } from '../../../fixtures/audio.ts';
import { calm, type LoneBot, postOf, startLoneBot } from '../fixtures/lone-bot.ts';

const MIB = 1024 * 1024;
const KEY = 'abcdefghjkmn:0:voice';

/** A voice message of a second on the disk, a quarter as loud at its start as at its end. */
async function spoken(folder: string): Promise<VoicePost> {
  const path = join(folder, 'voice.ogg');
  const input = ['-f', 'lavfi', '-i', SOUND.speechLike(1, 48_000)];
  await promisify(execFile)('ffmpeg', ['-v', 'error', ...input, '-ac', '1', '-c:a', 'libopus', path]);
  const { size: sizeBytes } = await stat(path);
  const peaks = [...Array(84).fill(0.25), ...Array(84).fill(1)];
  return { key: KEY, jobId: 'abcdefghjkmn', path, sizeBytes, durationMs: 1_000, peaks };
}

function voiceOf({ bot }: LoneBot) {
  const { voice } = bot.adapter;
  assert.ok(voice !== undefined);
  return voice;
}

test('a voice message is one sound in the channel with its length and loudness, and refers to the request', async () => {
  await using here = await startLoneBot();
  await using folder = await createSoundFolder();
  const guild = here.discord.guild();
  const call = here.discord.command({ user: here.discord.user(), guild, name: 'tts' });
  const origin = await here.announced(call);
  const limits = { maxFileBytes: Math.floor(10 * MIB * 0.97), maxDurationMs: 600_000 };
  assert.deepEqual(voiceOf(here).limits(origin), limits);
  const id = await voiceOf(here).post(origin, await spoken(folder.path), calm);
  await here.bot.adapter.post(origin, postOf([]), calm);

  const said = here.discord.messagesIn(guild.general).find((message) => message.id === id);
  assert.deepEqual(
    [said?.flags, said?.content, said?.controls, said?.replyTo],
    [MessageFlags.IsVoiceMessage, '', [], call.messages[0]?.id],
  );
  const [sound, ...more] = said?.attachments ?? [];
  assert.deepEqual(more, []);
  assert.deepEqual([sound?.contentType, sound?.durationSeconds], ['audio/ogg', 1]);
  assert.deepEqual(
    [...Buffer.from(sound?.waveform ?? '', 'base64')],
    [...Array(5).fill(64), ...Array(5).fill(255)],
    'one bar in 100 ms',
  );
  assert.equal(call.messages[0]?.content, `${call.user.mention} Here it is.`);
  here.discord.assertClean();
});

test('a long one has the 256 bars that Discord draws at most, and one never heard has flat ones', async () => {
  await using here = await startLoneBot();
  await using folder = await createSoundFolder();
  const guild = here.discord.guild();
  const origin = await here.announced(
    here.discord.command({ user: here.discord.user(), guild, name: 'tts' }),
  );
  const voice = await spoken(folder.path);
  for (const [change, bars] of [
    [{ durationMs: 90_000 }, 256],
    [{ durationMs: 250, peaks: [] }, 3],
  ] as const) {
    const id = await voiceOf(here).post(origin, { ...voice, ...change, key: `${KEY}${bars}` }, calm);
    const waveform = sentIn(here, guild.general).find((message) => message.id === id)?.attachments[0]
      ?.waveform;
    assert.equal(Buffer.from(waveform ?? '', 'base64').length, bars);
  }
  here.discord.assertClean();
});

test('none can be sent in private, directly, where the bot is no member, or without the right to', async () => {
  await using here = await startLoneBot();
  const [user, guild] = [here.discord.user(), here.discord.guild()];
  const thread = guild.channel({ kind: 'thread' });
  const rights = Bit.ViewChannel | Bit.SendMessages | Bit.AttachFiles | Bit.ReadMessageHistory;
  const voiced = rights | Bit.SendVoiceMessages;
  const inThread = (voiced & ~Bit.SendMessages) | Bit.SendMessagesInThreads;
  for (const [what, request, isTaken] of [
    ['with the rights it takes', { guild, appPermissions: voiced }, true],
    ['for administrators', { guild, appPermissions: Bit.Administrator }, true],
    ['without that right', { guild, appPermissions: rights }, false],
    ['without the right to post', { guild, appPermissions: voiced & ~Bit.SendMessages }, false],
    ['in a thread, where another right counts', { guild, channel: thread, appPermissions: inThread }, true],
    ['directly', {}, false],
    [
      'where only the user installed it',
      { guild: here.discord.guild({ hasBot: false }), install: 'user' },
      false,
    ],
  ] as const) {
    const call = here.discord.command({ user, name: 'tts', ...request });
    assert.equal(voiceOf(here).limits(await here.announced(call)) !== undefined, isTaken, what);
  }
  const open = await here.announced(here.discord.command({ user, guild, name: 'tts' }));
  assert.equal(voiceOf(here).limits({ ...open, visibility: 'private' }), undefined);
});

test('a repeat after a lost answer, or by the next process, says it once', async () => {
  await using here = await startLoneBot();
  await using folder = await createSoundFolder();
  const guild = here.discord.guild();
  const origin = await here.announced(
    here.discord.command({ user: here.discord.user(), guild, name: 'tts' }),
  );
  const voice = await spoken(folder.path);
  here.discord.faults.next('POST', /\/channels\/\d+\/messages/, { destroy: 'after' });
  const ids = new Set<string | undefined>();
  // The library may repeat a broken request by itself.
  await voiceOf(here)
    .post(origin, voice, calm)
    .then(
      (id) => ids.add(id),
      (error: unknown) =>
        assert.equal(error instanceof Error && 'code' in error && error.code, 'delivery-failed'),
    );
  const next = await here.another();
  ids.add(await next.adapter.voice?.post(origin, voice, calm));
  assert.equal(here.discord.faults.left, 0);
  assert.equal(sentIn(here, guild.general).length, 1);
  assert.deepEqual([...ids], [sentIn(here, guild.general)[0]?.id]);
});

test('a place that refuses it gets none, and one that is busy gets it later', async () => {
  await using here = await startLoneBot();
  await using folder = await createSoundFolder();
  const guild = here.discord.guild();
  const origin = await here.announced(
    here.discord.command({ user: here.discord.user(), guild, name: 'tts' }),
  );
  const voice = await spoken(folder.path);
  here.discord.faults.next('POST', /\/channels\/\d+\/messages/, { status: 502, body: 'bad', times: 4 });
  await assert.rejects(voiceOf(here).post(origin, voice, calm), { code: 'delivery-failed' });
  assert.equal(here.discord.faults.left, 0);
  for (const code of [50_159, 50_160, 50_161, 50_173]) {
    const refusal = { status: 400, body: { code, message: 'no' } };
    here.discord.faults.next('POST', /\/channels\/\d+\/messages/, refusal);
    assert.equal(await voiceOf(here).post(origin, voice, calm), undefined);
  }
  // The rights have changed since the request.
  guild.general.change({ botPermissions: Bit.ViewChannel | Bit.SendMessages | Bit.AttachFiles });
  assert.equal(await voiceOf(here).post(origin, voice, calm), undefined);
  assert.deepEqual(sentIn(here, guild.general), []);
});

/** The voice messages in a channel. */
function sentIn({ discord }: LoneBot, channel: FakeChannel): readonly FakeMessage[] {
  return discord.messagesIn(channel).filter(({ flags }) => flags === MessageFlags.IsVoiceMessage);
}
