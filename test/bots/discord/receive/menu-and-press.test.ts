import assert from 'node:assert/strict';
import { test } from 'node:test';
import { menuRequest } from '../../../../src/bots/discord/receive/menu.ts';
import type {
  CommandDispatcher,
  CommandRequest,
} from '../../../../src/commands/dispatch/command-dispatcher.ts';
import { NO_PERMISSIONS } from '../../../../src/commands/framework/caller-permissions.ts';
import type { Answer } from '../../../../src/commands/framework/reply.ts';
import type { Action } from '../../../../src/core/model/job/action.ts';
import { ORIGIN } from '../../../fakes/world.ts';
import { calm, type LoneBot, postOf, startLoneBot } from '../fixtures/lone-bot.ts';

type PlainAction = Extract<Action, { readonly kind: 'cancel' | 'retry' | 'fetch' }>;

const JOB = 'abcdefghjkmn';
const MENU = 'Split stems';

const withButton = (kind: PlainAction['kind']): Answer => ({
  kind: 'reply',
  reply: { tone: 'info', text: 'Press it.', actions: [{ kind, jobId: JOB }] },
});

/** What the menu gave the desk to work on. */
function sound(here: LoneBot): { readonly name: string } | undefined {
  const asked = here.heard.at(-1);
  const audio = asked !== undefined && 'command' in asked ? asked.options['audio'] : undefined;
  return typeof audio === 'object' ? audio : undefined;
}

test('the menu of a message works on uploads, voice messages and forwarded ones', async () => {
  await using here = await startLoneBot();
  const guild = here.discord.guild();
  const [user, author] = [here.discord.user(), here.discord.user()];
  const upload = here.discord.upload(Buffer.from('RIFF'), 'song.wav', 'audio/wav');
  const picture = here.discord.upload(Buffer.from('PNG'), 'cover.png', 'image/png');
  const voice = here.discord.upload(Buffer.from('Ogg'), 'voice-message.ogg', 'audio/ogg', {
    durationSeconds: 2,
    waveform: 'AAAA',
  });
  const song = here.discord.message(guild.general, { author, attachments: [picture, upload] });
  const spoken = here.discord.message(guild.general, { author, attachments: [voice], voice: true });
  const forwarded = here.discord.message(guild.general, { author, forwards: song });
  for (const [message, name] of [
    [song, 'song.wav'],
    [spoken, 'voice-message.ogg'],
    [forwarded, 'song.wav'],
  ] as const) {
    const call = here.discord.messageCommand(MENU, message, { user, guild });
    await here.originOf(call);
    assert.equal(sound(here)?.name, name);
    assert.equal((await call.acknowledged()).ephemeral, true);
  }
  here.discord.assertClean();
});

test('the name that an earlier release gave to an entry still means the same', async () => {
  const asked: CommandRequest[] = [];
  const desk: CommandDispatcher = {
    describe: () => [],
    mayManage: async () => false,
    zoneOf: async () => 'UTC',
    choices: async () => [],
    async run(one) {
      asked.push(one);
      return withButton('fetch');
    },
    press: async () => withButton('fetch'),
  };
  const sounds = [{ kind: 'attachment', ref: 'talk', name: 'talk.wav', sizeBytes: 9 }] as const;
  const picked = (entry: string) => menuRequest(desk, { kind: 'menu', entry, sounds });
  for (const name of ['Who said what', 'Identify speakers']) {
    const identity = { id: 'fake:1', isRepeat: false };
    await picked(name)?.run(ORIGIN, new AbortController().signal, async () => NO_PERMISSIONS, identity);
  }
  assert.deepEqual(
    asked.map((one) => 'command' in one && one.command),
    ['diarize', 'diarize'],
  );
  assert.equal(picked('Who knows what'), undefined);
});

test('a message without sound, or with several, is explained and costs nothing', async () => {
  await using here = await startLoneBot();
  const guild = here.discord.guild();
  const user = here.discord.user();
  const one = () => here.discord.upload(Buffer.from('RIFF'), 'song.wav', 'audio/wav');
  const silent = here.discord.message(guild.general, { author: user, content: 'no sound' });
  const several = here.discord.message(guild.general, { author: user, attachments: [one(), one()] });
  for (const [message, words] of [
    [silent, /This message has no audio/],
    [several, /You sent 2 files/],
  ] as const) {
    const call = here.discord.messageCommand(MENU, message, { user, guild });
    await call.until(([original]) => original?.loading === false);
    assert.match(call.original()?.content ?? '', words);
  }
  assert.equal(here.heard.length, 0);
});

test('a press on a message is answered to the presser alone; what it starts is public if the owner pressed', async () => {
  await using here = await startLoneBot();
  const guild = here.discord.guild();
  const [owner, other] = [here.discord.user(), here.discord.user()];
  const call = here.discord.command({ user: owner, guild, name: 'tts' });
  const origin = await here.announced(call);
  await here.bot.adapter.post(origin, postOf([], { actions: [{ kind: 'fetch', jobId: JOB }] }), calm);
  const [message] = call.messages;
  const customId = message?.controls[0]?.customId ?? '';
  assert.ok(message !== undefined);
  const own = here.discord.press(message, customId, { user: owner, guild });
  const foreign = here.discord.press(message, customId, { user: other, guild });
  assert.equal((await here.originOf(own)).visibility, 'public');
  assert.equal((await own.acknowledged()).ephemeral, true);
  assert.equal((await here.originOf(foreign)).member, `discord:${other.id}`);
  assert.equal((await foreign.acknowledged()).ephemeral, true);
  const presses = here.heard.filter((one) => 'action' in one);
  assert.deepEqual(
    presses.map(({ action }) => action),
    [
      { kind: 'fetch', jobId: JOB },
      { kind: 'fetch', jobId: JOB },
    ],
  );
  assert.equal(origin.tenant, `discord:${guild.id}`);
});

test('a press on what only the member sees stays with the member, and so does stopping a job', async () => {
  await using here = await startLoneBot();
  const guild = here.discord.guild();
  const user = here.discord.user();
  for (const [kind, isPrivate] of [
    ['retry', true],
    ['cancel', false],
  ] as const) {
    here.answerWith(() => withButton(kind));
    const call = here.discord.command({ user, guild, name: 'tts', options: { private: isPrivate } });
    await here.originOf(call);
    const message = call.original();
    assert.ok(message !== undefined);
    const press = here.discord.press(message, message.controls[0]?.customId ?? '', { user, guild });
    assert.equal((await here.originOf(press)).visibility, 'private');
    assert.equal((await press.acknowledged()).type, kind === 'cancel' ? 6 : 5);
    assert.equal((await press.acknowledged()).ephemeral, true);
  }
});
