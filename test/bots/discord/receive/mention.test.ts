import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PermissionFlagsBits as Bit } from 'discord.js';
import type { FakeChannel, FakeMessage } from '../../../fakes/discord/fake-discord.ts';
import type { FakeGuild } from '../../../fakes/discord/state.ts';
import { calm, type LoneBot, postOf, soundsOf, startLoneBot } from '../fixtures/lone-bot.ts';

const mention = (here: LoneBot, words: string): string => `<@${here.discord.botUserId}> ${words}`;
const song = (here: LoneBot) => here.discord.upload(Buffer.from('RIFF'), 'song.wav', 'audio/wav');

async function answerIn(here: LoneBot, channel: FakeChannel, to: FakeMessage): Promise<FakeMessage> {
  const isAnswer = (one: FakeMessage) => one.replyTo === to.id && one.content !== '…';
  await here.discord.until(channel, (messages) => messages.some(isAnswer));
  const found = here.discord.messagesIn(channel).find(isAnswer);
  assert.ok(found !== undefined);
  return found;
}

/** What someone hears who mentions the bot in reply to a sound that Discord keeps from it. */
async function answerAboutHidden(here: LoneBot, guild: FakeGuild, words: string): Promise<string> {
  const replyTo = here.discord.message(guild.general, {
    author: here.discord.user(),
    attachments: [song(here)],
  });
  const content = mention(here, words);
  const message = here.discord.message(guild.general, { author: here.discord.user(), content, replyTo });
  return (await answerIn(here, guild.general, message)).content;
}

test('a mention with a sound in the same message is done, and answered in a reply without a ping', async () => {
  await using here = await startLoneBot();
  const guild = here.discord.guild();
  const author = here.discord.user();
  const message = here.discord.message(guild.general, {
    author,
    content: mention(here, 'stems six'),
    attachments: [song(here)],
  });
  const status = await answerIn(here, guild.general, message);
  const [asked] = here.heard;
  assert.ok(asked !== undefined && 'line' in asked);
  assert.equal(asked.line, 'stems six');
  assert.deepEqual(
    asked.attachments.map(({ name }) => name),
    ['song.wav'],
  );
  assert.equal(asked.origin.tenant, `discord:${guild.id}`);

  await here.bot.adapter.requireDeliverable(asked.origin, calm);
  await here.bot.adapter.post(asked.origin, postOf(await here.files(1_000)), calm);
  assert.equal(soundsOf(status).length, 1);

  // An edit would notify nobody.
  here.clock.putForward(60 * 60_000);
  await here.bot.adapter.post(asked.origin, postOf(await here.files(1_000)), calm);
  const [, late, ...more] = here.discord.messagesIn(guild.general);
  assert.deepEqual([late?.pinged, late?.replyTo, more], [[author.id], message.id, []]);
  here.discord.assertClean();
});

test('a mention in reply to someone else’s sound, which Discord hides, is answered with the way that works', async () => {
  await using here = await startLoneBot();
  const guild = here.discord.guild({ locale: 'zh-CN' });
  assert.match(await answerAboutHidden(here, guild, 'stems six'), /分离音轨/);
  assert.equal(here.heard.length, 0);
});

test('every command that takes a sound works on that of the message replied to', async () => {
  await using here = await startLoneBot();
  const guild = here.discord.guild();
  const sound = here.discord.message(guild.general, {
    author: here.discord.user(),
    content: `<@${here.discord.botUserId}>`,
    attachments: [song(here)],
  });
  const lines = ['transcribe srt', 'denoise', 'diarize 2', 'music remix as a waltz'];
  for (const line of lines) {
    const message = here.discord.message(guild.general, {
      author: here.discord.user(),
      content: mention(here, line),
      replyTo: sound,
    });
    await answerIn(here, guild.general, message);
  }
  assert.deepEqual(
    here.heard.map((asked) =>
      'line' in asked ? [asked.line, asked.attachments.map(({ name }) => name)] : [],
    ),
    lines.map((line) => [line, ['song.wav']]),
  );
  here.discord.assertClean();
});

test('what Discord hides is found in the menu under the name of what was asked for', async () => {
  await using here = await startLoneBot();
  assert.match(await answerAboutHidden(here, here.discord.guild(), 'denoise'), /“Remove noise”/);
  assert.equal(here.heard.length, 0);
});

test('a mention that asks for nothing, or for what only one person should read, is told how to ask', async () => {
  await using here = await startLoneBot();
  const guild = here.discord.guild();
  for (const words of ['', 'hello there', 'wallet balance', 'music presets']) {
    const message = here.discord.message(guild.general, {
      author: here.discord.user(),
      content: mention(here, words),
    });
    assert.match((await answerIn(here, guild.general, message)).content, /with a command and audio/);
  }
  assert.equal(here.heard.length, 0);
});

test('two bots on one token answer a mention once', async () => {
  await using here = await startLoneBot();
  const other = await here.another();
  await here.discord.gateway.connected(2);
  const guild = here.discord.guild();
  const message = here.discord.message(guild.general, {
    author: here.discord.user(),
    content: mention(here, 'stems'),
    attachments: [song(here)],
  });
  await answerIn(here, guild.general, message);
  // Work that is still under way is waited for.
  await Promise.all([here.bot.stop(), other.stop()]);
  assert.equal(
    here.discord.messagesIn(guild.general).filter(({ replyTo }) => replyTo === message.id).length,
    1,
  );
  assert.equal(here.heard.length, 1);
});

test('where the bot may write but not attach, a mention is refused in words', async () => {
  await using here = await startLoneBot();
  const botPermissions = Bit.ViewChannel | Bit.SendMessages | Bit.ReadMessageHistory;
  const channel = here.discord.guild().channel({ botPermissions });
  const message = here.discord.message(channel, {
    author: here.discord.user(),
    content: mention(here, 'stems'),
    attachments: [song(here)],
  });
  assert.match((await answerIn(here, channel, message)).content, /Attach Files/);
  assert.equal(here.heard.length, 0);
});
