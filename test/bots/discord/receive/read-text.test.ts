import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FakeGuild } from '../../../fakes/discord/state.ts';
import { formIn } from '../fixtures/form.ts';
import { calm, type LoneBot, startLoneBot } from '../fixtures/lone-bot.ts';

/** Someone, a channel, an emoji, a time and a command, as a member writes them; and as they are said. */
const markup = (here: LoneBot, guild: FakeGuild): string =>
  `Hi ${here.discord.user().mention} in <#${guild.general.id}> <:party_cat:1> <t:0> </tts:1> <@999>`;
const SAID = 'Hi somebody in text party cat January 1, 1970 at 12:00 AM /tts someone';
const SAID_WITHOUT_NAMES = SAID.replace('somebody', 'someone').replace('in text', 'in a channel');

test('the desk hears names and words instead of Discord’s markup, in a command', async () => {
  await using here = await startLoneBot();
  const guild = here.discord.guild();
  const options = { text: markup(here, guild), speed: 2 };
  const call = here.discord.command({ user: here.discord.user(), guild, name: 'speak', options });
  await here.originOf(call);
  const [asked] = here.heard;
  assert.deepEqual(asked !== undefined && 'command' in asked && asked.options, { text: SAID, speed: 2 });
  here.discord.assertClean();
});

test('it hears the same in a mention', async () => {
  await using here = await startLoneBot();
  const guild = here.discord.guild();
  const content = `<@${here.discord.botUserId}> tts speed:2 ${markup(here, guild)}`;
  here.discord.message(guild.general, { author: here.discord.user(), content });
  await here.discord.until(guild.general, (messages) => messages.some((one) => one.content === 'Noted.'));
  const [asked] = here.heard;
  assert.equal(asked !== undefined && 'line' in asked && asked.line, `tts speed:2 ${SAID}`);
  here.discord.assertClean();
});

test('it hears the same in a form, and in what was given before the form', async () => {
  await using here = await startLoneBot();
  const guild = here.discord.guild();
  const call = here.discord.command({
    user: here.discord.user(),
    guild,
    name: 'music',
    subcommand: 'song',
    options: { lyrics: markup(here, guild) },
  });
  formIn((await call.acknowledged()).data);
  const sent = here.discord.submitModal(call, { prompt: markup(here, guild) });
  await here.originOf(sent);
  const [asked] = here.heard;
  assert.deepEqual(asked !== undefined && 'command' in asked && asked.options, {
    lyrics: SAID,
    prompt: SAID_WITHOUT_NAMES,
  });
  here.discord.assertClean();
});

test('a text file is read the same way, with words for what has no name there', async () => {
  await using here = await startLoneBot();
  const guild = here.discord.guild();
  const call = here.discord.command({ user: here.discord.user(), guild, name: 'help' });
  const origin = await here.originOf(call);
  const said = await here.bot.attachments.readMarkup?.(markup(here, guild), origin, calm);
  assert.equal(said, SAID_WITHOUT_NAMES);
});
