import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FakeChannel, FakeMessage, MemberMessage } from '../../../fakes/discord/fake-discord.ts';
import { type LoneBot, startLoneBot } from '../fixtures/lone-bot.ts';

const song = (here: LoneBot, name = 'song_1.wav') =>
  here.discord.upload(Buffer.from('RIFF'), name, 'audio/wav');

async function say(
  here: LoneBot,
  channel: FakeChannel,
  said: MemberMessage,
): Promise<{ readonly message: FakeMessage; readonly answer: FakeMessage }> {
  const message = here.discord.message(channel, said);
  const isAnswer = (one: FakeMessage) => one.replyTo === message.id && one.content !== '…';
  await here.discord.until(channel, (messages) => messages.some(isAnswer));
  const answer = here.discord.messagesIn(channel).find(isAnswer);
  assert.ok(answer !== undefined);
  return { message, answer };
}

const lastLine = (here: LoneBot) => {
  const asked = here.heard.at(-1);
  return asked !== undefined && 'line' in asked ? asked : assert.fail('no line was heard');
};

test('a direct message is answered without a mention, whatever its command', async () => {
  await using here = await startLoneBot();
  const author = here.discord.user();
  const channel = here.discord.directChannel(author);
  await say(here, channel, { author, content: 'stems six', attachments: [song(here)] });
  const { line, attachments, origin } = lastLine(here);
  assert.deepEqual([line, attachments.map(({ name }) => name)], ['stems six', ['song_1.wav']]);
  assert.equal(origin.tenant, `discord:user:${author.id}`);
  for (const [content, meant] of [
    ['wallet balance', 'wallet balance'],
    [`<@${here.discord.botUserId}> hello`, 'hello'],
    ['', 'help'],
  ] as const) {
    await say(here, channel, { author, content });
    assert.equal(lastLine(here).line, meant);
  }
  here.discord.assertClean();
});

test('audio without a command starts nothing: the bot asks what to do with it, in a channel too', async () => {
  await using here = await startLoneBot();
  const guild = here.discord.guild();
  const [author, other] = [here.discord.user(), here.discord.user()];
  for (const [channel, content, presser] of [
    [here.discord.directChannel(author), '', author],
    [guild.general, `<@${here.discord.botUserId}>`, other],
  ] as const) {
    const { message, answer } = await say(here, channel, { author, content, attachments: [song(here)] });
    assert.equal(answer.content, 'What should the bot do with song\\_1.wav?');
    assert.deepEqual(
      answer.controls.map(({ label }) => label),
      ['Split stems', 'Transcribe', 'Remove noise', 'Identify speakers'],
    );
    const before = here.heard.length;
    const denoise = answer.controls[2]?.customId ?? '';
    await here.originOf(here.discord.press(answer, denoise, { user: presser, channel }));
    const asked = here.heard.at(-1);
    assert.equal(here.heard.length, before + 1);
    assert.ok(asked !== undefined && 'command' in asked && asked.command === 'denoise');
    const { audio } = asked.options;
    assert.ok(typeof audio === 'object' && audio.name === 'song_1.wav');
    assert.equal(asked.origin.member, `discord:${presser.id}`);

    message.remove();
    const late = here.discord.press(answer, denoise, { user: presser, channel });
    await late.until((messages) => messages.some((one) => /no longer available/.test(one.content)));
    assert.equal(here.heard.length, before + 1);
  }
  here.discord.assertClean();
});

test('several files without a command are refused at once', async () => {
  await using here = await startLoneBot();
  const author = here.discord.user();
  const attachments = [song(here), song(here, 'other.wav')];
  const { answer } = await say(here, here.discord.directChannel(author), { author, attachments });
  assert.match(answer.content, /You sent 2 files/);
  assert.equal(here.heard.length, 0);
});

test('a file without a command that a mention replies to is asked about as well', async () => {
  await using here = await startLoneBot();
  const guild = here.discord.guild();
  const author = here.discord.user();
  const mention = `<@${here.discord.botUserId}>`;
  const replyTo = here.discord.message(guild.general, {
    author,
    content: `${mention} stems`,
    attachments: [song(here)],
  });
  const { answer } = await say(here, guild.general, { author, content: mention, replyTo });
  const press = here.discord.press(answer, answer.controls[1]?.customId ?? '', { user: author, guild });
  await here.originOf(press);
  const asked = here.heard.at(-1);
  assert.ok(asked !== undefined && 'command' in asked && asked.command === 'transcribe');
});
