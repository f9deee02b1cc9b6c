import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Keyv } from 'keyv';
import { formIn } from '../fixtures/form.ts';
import { type LoneBot, startLoneBot } from '../fixtures/lone-bot.ts';

/** Asks for a song with these options. */
const askSong = (here: LoneBot, options: Readonly<Record<string, string>>) =>
  here.discord.command({
    user: here.discord.user(),
    guild: here.discord.guild(),
    name: 'music',
    subcommand: 'song',
    options,
  });

test('words a command cannot do without are asked for in a form, and what was given is kept', async () => {
  await using here = await startLoneBot();
  const user = here.discord.user({ locale: 'zh-CN' });
  const guild = here.discord.guild();
  const audio = here.discord.upload(Buffer.from('RIFF'), 'hum.wav', 'audio/wav');
  const call = here.discord.command({
    user,
    guild,
    name: 'music',
    subcommand: 'bloom',
    options: { audio, duration: 60, private: true },
  });
  const opened = await call.acknowledged();
  assert.equal(opened.type, 9);
  const drawn = formIn(opened.data);
  assert.equal(drawn.title, '/music bloom');
  assert.match(drawn.fields[0]?.description ?? '', /\p{Script=Han}/u);
  assert.deepEqual(
    drawn.fields.map(({ id, isRequired, maxLength }) => [id, isRequired, maxLength]),
    [
      ['lyrics', true, 4_000],
      ['title', false, 80],
    ],
  );
  assert.equal(here.heard.length, 0);

  const lyrics = `[verse]\n${'Lamps along the harbour\n'.repeat(40)}`;
  const sent = here.discord.submitModal(call, { lyrics });
  const origin = await here.originOf(sent);
  assert.equal((await sent.acknowledged()).ephemeral, true);
  assert.equal(origin.visibility, 'private');
  const [asked] = here.heard;
  assert.ok(asked !== undefined && 'command' in asked);
  assert.deepEqual([asked.command, asked.subcommand], ['music', 'bloom']);
  const { audio: ref, ...words } = asked.options;
  assert.deepEqual(words, { duration: 60, private: true, lyrics });
  assert.ok(typeof ref === 'object' && ref.name === 'hum.wav' && ref.sizeBytes === 4);
  here.discord.assertClean();
});

test('a form has room for every long text, and what is left empty there was not given', async () => {
  await using here = await startLoneBot();
  const call = askSong(here, { genre: 'Folk' });
  const drawn = formIn((await call.acknowledged()).data);
  assert.deepEqual(
    drawn.fields.map(({ id, isRequired }) => [id, isRequired]),
    [
      ['prompt', true],
      ['lyrics', false],
      ['title', false],
      ['duration', false],
      ['private', false],
    ],
  );
  const sent = here.discord.submitModal(call, { prompt: 'A waltz', lyrics: '' });
  await here.originOf(sent);
  const [asked] = here.heard;
  assert.deepEqual(asked !== undefined && 'command' in asked && asked.options, {
    genre: 'Folk',
    prompt: 'A waltz',
  });
  here.discord.assertClean();
});

test('a command that has its words is carried out without a form', async () => {
  await using here = await startLoneBot();
  const call = askSong(here, { prompt: 'A waltz' });
  await here.originOf(call);
  assert.equal((await call.acknowledged()).type, 5);
});

test('a form whose beginning was forgotten says so and starts nothing', async () => {
  const cache = new Keyv<string>();
  await using here = await startLoneBot({ cache });
  const [user, guild] = [here.discord.user(), here.discord.guild()];
  const call = here.discord.command({ user, guild, name: 'music', subcommand: 'vocals' });
  await call.acknowledged();
  await cache.clear();
  const sent = here.discord.submitModal(call, { prompt: 'A waltz', lyrics: 'La la la' });
  await sent.until(([original]) => original?.loading === false);
  assert.match(sent.original()?.content ?? '', /^This has expired\. Send the command again\.$/);
  assert.equal(here.heard.length, 0);
  here.discord.assertClean();
});

test('the button that lifts a limit opens the form of the command, filled in, and its sender is asked for', async () => {
  await using here = await startLoneBot();
  const admin = here.discord.user();
  const guild = here.discord.guild();
  const raise = { kind: 'raise', jobId: 'abcdefghjkmn', option: 'per_user_daily', value: '1.30' } as const;
  here.answerWith(() => ({
    kind: 'reply',
    reply: { tone: 'refusal', text: 'Too little left.', actions: [raise] },
  }));
  const call = here.discord.command({ user: admin, guild, name: 'tts', options: { text: 'Hello' } });
  await here.originOf(call);
  const message = call.original();
  assert.ok(message !== undefined);
  const press = here.discord.press(message, message.controls[0]?.customId ?? '', { user: admin, guild });
  const opened = await press.acknowledged();
  assert.equal(opened.type, 9);
  const drawn = formIn(opened.data);
  assert.equal(drawn.title, '/wallet set-limit');
  assert.deepEqual(
    drawn.fields.map(({ id, value, isRequired }) => [id, value, isRequired]),
    [['per_user_daily', '1.30', false]],
  );
  const sent = here.discord.submitModal(press, { per_user_daily: '2' });
  const origin = await here.originOf(sent);
  assert.equal(origin.member, `discord:${admin.id}`);
  assert.equal((await sent.acknowledged()).ephemeral, true);
  const asked = here.heard.at(-1);
  assert.ok(asked !== undefined && 'command' in asked);
  assert.deepEqual(
    [asked.command, asked.subcommand, asked.options],
    ['wallet', 'set-limit', { per_user_daily: '2' }],
  );
  here.discord.assertClean();
});

test('a button that runs a command opens its form where it needs text, and else runs it', async () => {
  await using here = await startLoneBot();
  const [user, guild] = [here.discord.user(), here.discord.guild()];
  const actions = [
    { kind: 'run', path: 'music song' },
    { kind: 'run', path: 'wallet balance' },
  ] as const;
  here.answerWith(() => ({ kind: 'reply', reply: { tone: 'info', text: 'Press one.', actions } }));
  const call = here.discord.command({ user, guild, name: 'help' });
  await here.originOf(call);
  const message = call.original();
  assert.ok(message !== undefined);
  const [song, balance] = message.controls.map(({ customId }) =>
    here.discord.press(message, customId, { user, guild }),
  );
  assert.ok(song !== undefined && balance !== undefined);
  assert.equal((await song.acknowledged()).type, 9);
  const sent = here.discord.submitModal(song, { prompt: 'Rain' });
  assert.equal((await here.originOf(sent)).visibility, 'public');
  const asked = here.heard.find((one) => 'command' in one && one.command === 'music');
  assert.ok(asked !== undefined && 'command' in asked);
  assert.deepEqual([asked.subcommand, asked.options], ['song', { prompt: 'Rain' }]);
  assert.equal((await here.originOf(balance)).visibility, 'private');
  assert.equal((await balance.acknowledged()).ephemeral, true);
  const ran = here.heard.find((one) => 'command' in one && one.command === 'wallet');
  assert.ok(ran !== undefined && 'command' in ran);
  assert.deepEqual([ran.subcommand, ran.options], ['balance', {}]);
  here.discord.assertClean();
});
