import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PermissionFlagsBits as Bit } from 'discord.js';
import type { Answer } from '../../../../src/commands/framework/reply.ts';
import { BotError } from '../../../../src/core/model/errors.ts';
import { HUNG_MS } from '../../../fakes/until.ts';
import { startLoneBot } from '../fixtures/lone-bot.ts';

const said = (text: string): Answer => ({ kind: 'reply', reply: { tone: 'info', text, actions: [] } });

test('a command is acknowledged before anything else, and the desk hears its options as they are', async () => {
  await using here = await startLoneBot();
  const user = here.discord.user({ locale: 'zh-CN' });
  const guild = here.discord.guild();
  const song = here.discord.upload(Buffer.from('RIFF'), 'song.wav', 'audio/wav');
  const call = here.discord.command({
    user,
    guild,
    name: 'stems',
    options: { audio: song, mode: 'six', private: true },
  });
  const origin = await here.originOf(call);
  assert.equal((await call.acknowledged()).ephemeral, true);
  assert.deepEqual(
    { ...origin, reply: '' },
    {
      platform: 'discord',
      tenant: `discord:${guild.id}`,
      channel: guild.general.id,
      member: `discord:${user.id}`,
      locale: 'zh-CN',
      visibility: 'private',
      reply: '',
    },
  );
  assert.ok(!origin.reply.includes(call.token));
  const [asked] = here.heard;
  assert.ok(asked !== undefined && 'command' in asked);
  assert.equal(asked.command, 'stems');
  const { audio, ...rest } = asked.options;
  assert.deepEqual(rest, { mode: 'six', private: true });
  assert.ok(typeof audio === 'object' && audio.name === 'song.wav' && audio.sizeBytes === 4);
  here.discord.assertClean();
});

test('subcommands are named to the desk, and what is no job is answered to the member alone', async () => {
  await using here = await startLoneBot();
  here.answerWith(() => said('There is `/help`, and *stars*.'));
  const call = here.discord.command({
    user: here.discord.user(),
    guild: here.discord.guild(),
    name: 'wallet',
    subcommand: 'estimate',
    options: { service: 'speech', seconds: 60 },
  });
  await here.originOf(call);
  assert.equal((await call.acknowledged()).ephemeral, true);
  const [asked] = here.heard;
  assert.ok(asked !== undefined && 'command' in asked);
  assert.equal(asked.subcommand, 'estimate');
  assert.deepEqual(asked.options, { service: 'speech', seconds: 60 });
  assert.equal(call.original()?.content, 'There is `/help`, and \\*stars\\*.');
  here.discord.assertClean();
});

test('two bots on one token and database do one piece of work', async () => {
  await using here = await startLoneBot();
  await here.another();
  await here.discord.gateway.connected(2);
  const user = here.discord.user();
  const guild = here.discord.guild();
  const calls = Array.from({ length: 5 }, () => here.discord.command({ user, guild, name: 'tts' }));
  for (const call of calls) await here.originOf(call);
  const callbacks = here.discord.requests.filter(({ path }) => path.endsWith('/callback'));
  assert.equal(here.heard.length, 5);
  assert.equal(callbacks.filter(({ status }) => status === 200).length, 5);
  assert.ok(callbacks.filter(({ code }) => code === 40_060).length <= 5);
});

test('an interaction someone else has answered is left alone', async () => {
  await using here = await startLoneBot();
  const fault = {
    status: 400,
    body: { code: 40_060, message: 'Interaction has already been acknowledged.' },
  };
  here.discord.faults.next('POST', /callback/, fault);
  here.discord.command({ user: here.discord.user(), guild: here.discord.guild(), name: 'tts' });
  const next = here.discord.command({ user: here.discord.user(), guild: here.discord.guild(), name: 'tts' });
  await here.originOf(next);
  assert.equal(here.heard.length, 1);
});

test('an interaction replayed long after it was sent is not even answered', async () => {
  await using here = await startLoneBot();
  const user = here.discord.user();
  const guild = here.discord.guild();
  await here.originOf(here.discord.command({ user, guild, name: 'tts' }));
  const before = here.discord.requests.length;
  const old = here.discord.command({ user, guild, name: 'tts', sentAgoMs: 2 * HUNG_MS });
  // Interactions arrive one after the other, so by then the old one was looked at.
  await here.originOf(here.discord.command({ user, guild, name: 'tts' }));
  const after = here.discord.requests.slice(before);
  assert.ok(after.length > 0 && after.every(({ path }) => !path.includes(old.id)));
  assert.equal(here.heard.length, 2);
});

const down = async (): Promise<never> => {
  throw new BotError('ledger-unavailable', 'down');
};

test('a database that does not answer is explained and nothing is done', async () => {
  await using here = await startLoneBot({
    requests: {
      record: down,
      claim: down,
      answered: down,
      takeOver: down,
      expire: down,
    },
  });
  const call = here.discord.command({ user: here.discord.user(), guild: here.discord.guild(), name: 'tts' });
  await call.until(([original]) => original?.loading === false);
  assert.match(call.original()?.content ?? '', /can’t check limits/);
  assert.equal(here.heard.length, 0);
});

test('where files cannot be attached the request is refused in words before the desk hears of it', async () => {
  await using here = await startLoneBot();
  const user = here.discord.user({ locale: 'zh-CN' });
  const guild = here.discord.guild({ botPermissions: Bit.ViewChannel | Bit.SendMessages });
  const call = here.discord.command({ user, guild, name: 'tts' });
  await call.until(([original]) => original?.loading === false);
  assert.match(call.original()?.content ?? '', /^机器人在当前频道缺少权限：附加文件。请在频道设置中授予权限/);
  assert.equal(here.heard.length, 0);
  const help = here.discord.command({ user, guild, name: 'help' });
  await here.originOf(help);
  assert.equal(help.original()?.content, 'Noted.');
});

test('a bot that drains says so, and only that', async () => {
  await using here = await startLoneBot();
  here.bot.drain();
  const call = here.discord.command({ user: here.discord.user(), guild: here.discord.guild(), name: 'tts' });
  await call.until(([original]) => original?.loading === false);
  assert.match(call.original()?.content ?? '', /restarting/);
  assert.equal(here.heard.length, 0);
});

test('where nobody added the bot to the server the person pays, and the same in direct messages', async () => {
  await using here = await startLoneBot();
  const user = here.discord.user();
  const elsewhere = here.discord.guild({ hasBot: false });
  const group = here.discord.groupChannel(user, here.discord.user());
  const calls = [
    here.discord.command({ user, guild: elsewhere, install: 'user', name: 'tts' }),
    here.discord.command({ user, channel: group, install: 'user', name: 'tts' }),
    here.discord.command({ user, name: 'tts' }),
  ];
  for (const call of calls) {
    const origin = await here.originOf(call);
    assert.equal(origin.tenant, `discord:user:${user.id}`);
    assert.equal(origin.personal, true);
  }
  here.discord.assertClean();
});

test('what is typed into an option is completed at once', async () => {
  await using here = await startLoneBot();
  const offered = await here.discord.autocomplete({
    user: here.discord.user(),
    guild: here.discord.guild(),
    name: 'tts',
    focused: { name: 'voice', value: 'au' },
  });
  assert.deepEqual(
    offered.map(({ name, value }) => ({ name, value })),
    [{ name: 'You typed au (hint)', value: 'au' }],
  );
  here.discord.assertClean();
});

test('a socket that drops is taken up again and commands go on', async () => {
  await using here = await startLoneBot();
  here.discord.gateway.drop();
  await here.discord.gateway.connected();
  const call = here.discord.command({ user: here.discord.user(), guild: here.discord.guild(), name: 'tts' });
  await here.originOf(call);
  assert.equal(here.discord.gateway.resumes, 1);
  assert.deepEqual(here.bot.health(), { ready: true });
});
