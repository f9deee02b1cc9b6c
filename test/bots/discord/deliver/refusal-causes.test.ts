import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calm, postOf, soundsOf, startLoneBot } from '../fixtures/lone-bot.ts';

const AUTOMOD = {
  status: 400,
  body: { code: 200000, message: 'Message was blocked by automatic moderation' },
};
const NO_TOKEN = { status: 401, body: { code: 0, message: '401: Unauthorized' } };

test('a result that AutoMod blocks is told from a closed channel, also where direct messages are closed', async () => {
  await using here = await startLoneBot();
  const user = here.discord.user();
  const call = here.discord.command({ user, guild: here.discord.guild(), name: 'tts' });
  const origin = await here.announced(call);
  const post = postOf(await here.files(1_000));
  user.closeDms();
  here.discord.faults.next('PATCH', /^\/channels\//, { ...AUTOMOD, times: 2 });
  here.discord.faults.next('POST', /^\/(?:webhooks|channels\/\d+\/messages)/, { ...AUTOMOD, times: 4 });
  await assert.rejects(here.bot.adapter.post(origin, post, calm), { code: 'delivery-filtered' });

  // Once it is allowed, the same result is posted.
  while (here.discord.faults.left > 0) await here.bot.adapter.post(origin, post, calm).catch(() => {});
  await here.bot.adapter.post(origin, post, calm);
  assert.equal(soundsOf(call.messages[0]).length, 1);
});

test('a rejected token is told from a closed channel, and the same bot posts once Discord takes it again', async () => {
  await using here = await startLoneBot();
  const guild = here.discord.guild();
  const call = here.discord.command({ user: here.discord.user(), guild, name: 'tts' });
  const origin = await here.announced(call);
  const post = postOf(await here.files(1_000));
  here.discord.faults.next('PATCH', /^\/channels\//, NO_TOKEN);
  await assert.rejects(here.bot.adapter.post(origin, post, calm), { code: 'bot-token-rejected' });
  // For a while nothing is sent, because Discord bans an address for many requests with a wrong token.
  await assert.rejects(here.bot.adapter.post(origin, post, calm), { code: 'bot-token-rejected' });
  assert.deepEqual(soundsOf(call.messages[0]), []);
  here.clock.putForward(10_000);
  await here.bot.adapter.post(origin, post, calm);
  assert.equal(soundsOf(call.messages[0]).length, 1);
  here.discord.assertClean();

  here.discord.faults.next('POST', /messages/, NO_TOKEN);
  const notice = here.bot.notices.tell({ platform: 'discord', channel: guild.general.id }, 'Hello', calm);
  await assert.rejects(notice, { code: 'bot-token-rejected' });
});
