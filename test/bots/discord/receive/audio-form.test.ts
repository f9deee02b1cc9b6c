import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer } from '../../../../src/commands/framework/reply.ts';
import { formIn } from '../fixtures/form.ts';
import { type LoneBot, startLoneBot } from '../fixtures/lone-bot.ts';

const WRONG_LINK: Answer = {
  kind: 'reply',
  reply: { tone: 'refusal', text: 'This isn’t a link.', option: 'url', actions: [] },
};
const song = (here: LoneBot) => here.discord.upload(Buffer.from('RIFF'), 'song.wav', 'audio/wav');
const lastOptions = (here: LoneBot) => {
  const asked = here.heard.at(-1);
  return asked !== undefined && 'command' in asked ? asked.options : assert.fail('no command was heard');
};

test('a command with nothing to work on opens a form that takes an upload', async () => {
  await using here = await startLoneBot();
  const [user, guild] = [here.discord.user(), here.discord.guild()];
  for (const [name, subcommand, fields] of [
    ['stems', undefined, 'audio:upload url:text mode:choices stem:choices private:box'],
    ['transcribe', undefined, 'audio:upload url:text speakers:box format:choices private:box'],
    ['denoise', undefined, 'audio:upload url:text private:box'],
    ['diarize', undefined, 'audio:upload url:text speakers:text private:box'],
    ['voice', 'clone', 'name:text audio:upload description:text consent:box private:box'],
  ] as const) {
    const call = here.discord.command({ user, guild, name, ...(subcommand && { subcommand }) });
    const form = formIn((await call.acknowledged()).data);
    assert.equal(form.fields.map(({ id, kind }) => `${id}:${kind}`).join(' '), fields);
    assert.ok(form.fields.every(({ id, label }) => label !== id));
  }
  assert.equal(here.heard.length, 0);
  here.discord.assertClean();
});

test('what was given with the command is not asked for again, and its place is free for more', async () => {
  await using here = await startLoneBot();
  const [user, guild] = [here.discord.user({ locale: 'zh-CN' }), here.discord.guild()];
  const options = { format: 'srt', private: true };
  const call = here.discord.command({ user, guild, name: 'transcribe', options });
  const { fields } = formIn((await call.acknowledged()).data);
  assert.deepEqual(
    fields.map(({ id }) => id),
    ['audio', 'url', 'language', 'speakers', 'words'],
  );
  assert.ok(fields.every(({ label }) => /\p{Script=Han}/u.test(label)));
  const sent = here.discord.submitModal(call, { audio: song(here), words: true });
  const origin = await here.originOf(sent);
  assert.equal(origin.visibility, 'private');
  const { audio, ...rest } = lastOptions(here);
  assert.deepEqual(rest, { format: 'srt', private: true, words: true });
  assert.ok(typeof audio === 'object' && audio.name === 'song.wav');
  here.discord.assertClean();
});

test('a form opened by a button takes a file, a mode and who sees the result', async () => {
  await using here = await startLoneBot();
  const [user, guild] = [here.discord.user(), here.discord.guild()];
  here.answerWith(() => ({
    kind: 'reply',
    reply: { tone: 'info', text: 'Press it.', actions: [{ kind: 'run', path: 'stems' }] },
  }));
  const help = here.discord.command({ user, guild, name: 'help' });
  await here.originOf(help);
  const message = help.original() ?? assert.fail('no reply');
  const press = here.discord.press(message, message.controls[0]?.customId ?? '', { user, guild });
  assert.equal((await press.acknowledged()).type, 9);
  const sent = here.discord.submitModal(press, { audio: song(here), mode: 'six', private: true });
  const origin = await here.originOf(sent);
  assert.deepEqual([origin.visibility, (await sent.acknowledged()).ephemeral], ['private', true]);
  const { audio, ...rest } = lastOptions(here);
  assert.deepEqual(rest, { mode: 'six', private: true });
  assert.ok(typeof audio === 'object');
  here.discord.assertClean();
});

test('a wrong value is said, and the form is offered again with everything in it', async () => {
  await using here = await startLoneBot();
  const [user, guild] = [here.discord.user(), here.discord.guild()];
  const call = here.discord.command({ user, guild, name: 'stems' });
  await call.acknowledged();
  here.answerWith(() => WRONG_LINK);
  const values = { audio: song(here), url: 'exampel', mode: 'single', stem: 'bass', private: true };
  const sent = here.discord.submitModal(call, values);
  await here.originOf(sent);
  const refused = sent.original() ?? assert.fail('no reply');
  assert.match(refused.content, /isn’t a link/);
  assert.deepEqual(
    refused.controls.map(({ label }) => label),
    ['Change and send'],
  );
  const again = here.discord.press(refused, refused.controls[0]?.customId ?? '', { user, guild });
  const { fields } = formIn((await again.acknowledged()).data);
  assert.deepEqual(
    fields.map(({ id, value }) => [id, value]),
    [
      ['url', 'exampel'],
      ['audio', undefined],
      ['mode', 'single'],
      ['stem', 'bass'],
      ['private', true],
    ],
  );
  assert.match(fields[1]?.description ?? '', /song\.wav is kept/);
  here.answerWith(() => ({ kind: 'reply', reply: { tone: 'info', text: 'Noted.', actions: [] } }));
  const mended = here.discord.submitModal(again, { url: '', private: false });
  const origin = await here.originOf(mended);
  assert.equal(origin.visibility, 'public');
  const { audio, ...rest } = lastOptions(here);
  assert.deepEqual(rest, { mode: 'single', stem: 'bass', private: false });
  assert.ok(typeof audio === 'object' && audio.name === 'song.wav');
  here.discord.assertClean();
});

test('a command typed with a wrong value gets a form for it, so that a long text is not typed twice', async () => {
  await using here = await startLoneBot();
  const [user, guild] = [here.discord.user(), here.discord.guild()];
  here.answerWith(() => ({
    kind: 'reply',
    reply: { tone: 'refusal', text: 'No such voice.', option: 'voice', actions: [] },
  }));
  const text = 'A long text. '.repeat(100);
  const call = here.discord.command({ user, guild, name: 'tts', options: { text, voice: 'Nobody' } });
  await here.originOf(call);
  const refused = call.original() ?? assert.fail('no reply');
  const again = here.discord.press(refused, refused.controls[0]?.customId ?? '', { user, guild });
  const { fields } = formIn((await again.acknowledged()).data);
  assert.deepEqual(
    fields.map(({ id, value }) => [id, value]),
    [
      ['voice', 'Nobody'],
      ['text', text],
    ],
  );
  await here.originOf(here.discord.submitModal(again, { voice: 'Aura' }));
  assert.deepEqual(lastOptions(here), { text: text, voice: 'Aura' });
  here.discord.assertClean();
});
