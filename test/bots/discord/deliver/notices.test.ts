import assert from 'node:assert/strict';
import { test } from 'node:test';
import { escapeMarkdown } from '../../../../src/bots/discord/draw/escape.ts';
import { BotError } from '../../../../src/core/model/errors.ts';
import { calm, startLoneBot } from '../fixtures/lone-bot.ts';

test('a notice goes into a channel or a direct message, as it was written, and pings nobody', async () => {
  await using here = await startLoneBot();
  const { discord, bot } = here;
  const guild = discord.guild();
  const owner = discord.user();
  const text = 'The wallet is *empty*, @everyone <@1>';
  await bot.notices.tell({ platform: 'discord', channel: guild.general.id }, text, calm);
  await bot.notices.tell({ platform: 'discord', member: `discord:${owner.id}` }, text, calm);
  const messages = [...discord.messagesIn(guild.general), ...discord.dms(owner)];
  assert.equal(messages.length, 2);
  for (const { content } of messages) assert.equal(content, escapeMarkdown(text));
  discord.assertClean();
});

test('a notice that Discord does not take is an error that says whether it is worth another try', async () => {
  await using here = await startLoneBot();
  const { discord, bot } = here;
  const guild = discord.guild();
  const to = { platform: 'discord', channel: guild.general.id };
  for (const [status, times, code] of [
    [403, 1, 'cannot-deliver'],
    [502, 10, 'delivery-failed'],
  ] as const) {
    discord.faults.next('POST', /messages/, { status, times });
    const error = await bot.notices.tell(to, 'Hello', calm).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof BotError && error.code === code, String(error));
  }
});
