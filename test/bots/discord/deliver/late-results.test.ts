import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fromCents } from '../../../../src/core/model/money/money.ts';
import { calm, postOf, soundsOf, startLoneBot } from '../fixtures/lone-bot.ts';

const MINUTE = 60_000;
const JOB = 'abcdefghjkmn';
const progress = { jobId: JOB, text: 'Splitting stems…', actions: [], version: 1 };
const held = (): boolean => true;

test('after 14 minutes the reply offers a button, and the result comes where it is pressed', async () => {
  await using here = await startLoneBot();
  const guild = here.discord.guild({ hasBot: false });
  const user = here.discord.user();
  const call = here.discord.command({ user, guild, install: 'user', name: 'tts' });
  const origin = await here.originOf(call);
  here.bot.adapter.progress(origin, progress, held);
  await call.until(([original]) => original?.content.startsWith('Splitting stems') === true);
  here.clock.putForward(14 * MINUTE);
  await call.until(([original]) => original?.controls[0]?.label === 'Get result');

  here.clock.putForward(60 * MINUTE);
  const original = call.original();
  assert.ok(original !== undefined);
  const press = here.discord.press(original, original.controls[0]?.customId ?? '', {
    user,
    guild,
    install: 'user',
  });
  // A job keeps its own visibility, wherever its result is requested.
  const again = { ...(await here.originOf(press)), visibility: 'public' } as const;
  await here.bot.adapter.post(again, postOf(await here.files(1_000)), calm);
  assert.equal(soundsOf(press.messages[1]).length, 1);
  assert.equal(here.discord.dms(user).length, 0);
  here.discord.assertClean();
});

test('a question keeps its buttons when the reply closes: there is no result to get yet', async () => {
  await using here = await startLoneBot();
  const call = here.discord.command({ user: here.discord.user(), guild: here.discord.guild(), name: 'tts' });
  const origin = await here.originOf(call);
  const amount = fromCents(50);
  const actions = [
    { kind: 'confirm', jobId: JOB, amount },
    { kind: 'cancel', jobId: JOB },
  ] as const;
  here.bot.adapter.progress(origin, { jobId: JOB, text: 'Up to $0.50.', actions, version: 1 }, held);
  await call.until(([original]) => original?.content.startsWith('Up to') === true);
  const edits = () => here.discord.requests.filter(({ method }) => method === 'PATCH').length;
  const before = edits();
  here.clock.putForward(14 * MINUTE);
  while (edits() === before) await nextTurn();
  assert.deepEqual(
    call.original()?.controls.map(({ label }) => label),
    ['Confirm', 'Cancel'],
  );
  here.discord.assertClean();
});

test('a button on what came directly still knows which server the job belongs to', async () => {
  await using here = await startLoneBot();
  const guild = here.discord.guild();
  const user = here.discord.user();
  const call = here.discord.command({ user, guild, name: 'tts', options: { private: true } });
  const origin = await here.originOf(call);
  here.clock.putForward(20 * MINUTE);
  await here.bot.adapter.post(origin, postOf([], { actions: [{ kind: 'fetch', jobId: JOB }] }), calm);
  const [direct] = here.discord.dms(user);
  assert.ok(direct !== undefined);
  const press = here.discord.press(direct, direct.controls[0]?.customId ?? '', { user });
  const again = await here.originOf(press);
  assert.equal(again.tenant, `discord:${guild.id}`);
  assert.equal(again.personal, undefined);
});

test('a public result asked for in private comes in the channel, and the private reply goes', async () => {
  await using here = await startLoneBot();
  const guild = here.discord.guild();
  const call = here.discord.command({ user: here.discord.user(), guild, name: 'jobs', subcommand: 'list' });
  const origin = { ...(await here.originOf(call)), visibility: 'public' } as const;
  here.bot.adapter.progress(origin, progress, held);
  await here.bot.adapter.post(origin, postOf(await here.files(1_000)), calm);
  assert.equal(call.original()?.removed, true);
  assert.deepEqual(
    call.messages.map((message) => [message.ephemeral, soundsOf(message).length]),
    [[false, 1]],
  );
  here.discord.assertClean();
});

test('a result that is ready before the desk has answered waits for its words', async () => {
  await using here = await startLoneBot();
  const [user, guild, files] = [here.discord.user(), here.discord.guild(), await here.files(1_000)];
  const { promise: answered, resolve: release } = Promise.withResolvers<void>();
  let posted: Promise<string> | undefined;
  here.answerWith(async (origin) => {
    if (posted === undefined) {
      posted = here.bot.adapter.post(origin, postOf(files), calm);
      await answered;
    }
    return { kind: 'reply', reply: { tone: 'info', text: 'In a moment.', actions: [] } };
  });
  const call = here.discord.command({ user, guild, name: 'tts' });
  await call.acknowledged();
  // Another request goes all the way there and back, so the result had its time to overtake.
  await here.originOf(here.discord.command({ user, guild, name: 'tts' }));
  release();
  await posted;
  assert.equal(call.original()?.content, 'In a moment.');
  assert.deepEqual(
    call.messages.map(({ content }) => content),
    [`${user.mention} Here it is.`],
  );
});

test('before any charge: what may be posted where, by the rights the request came with', async () => {
  await using here = await startLoneBot();
  const guild = here.discord.guild();
  const user = here.discord.user();
  const fine = await here.originOf(here.discord.command({ user, guild, name: 'help' }));
  await here.bot.adapter.requireDeliverable(fine, calm);
  const inThread = guild.channel({ kind: 'thread' });
  for (const [appPermissions, channel, rights] of [
    [0n, guild.general, /attach/],
    [1n << 15n, inThread, /send-in-threads/],
  ] as const) {
    const call = here.discord.command({ user, guild, channel, appPermissions, name: 'help' });
    await assert.rejects(
      here.bot.adapter.requireDeliverable(await here.originOf(call), calm),
      (error: unknown) => {
        assert.ok(error instanceof Error && 'code' in error && 'facts' in error);
        assert.equal(error.code, 'cannot-deliver');
        assert.match(JSON.stringify(error.facts), rights);
        return true;
      },
    );
  }
});

test('a handle of another key cannot edit the reply any more, but the result still arrives', async () => {
  await using here = await startLoneBot();
  const guild = here.discord.guild();
  const call = here.discord.command({ user: here.discord.user(), guild, name: 'tts' });
  const origin = await here.originOf(call);
  const reply = JSON.stringify({ ...JSON.parse(origin.reply), token: 'v1.AAAA' });
  const id = await here.bot.adapter.post({ ...origin, reply }, postOf(await here.files(1_000)), calm);
  assert.ok(here.discord.messagesIn(guild.general).some((message) => message.id === id));
});
