import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer } from '../../../../src/commands/framework/reply.ts';
import type { Action } from '../../../../src/core/model/job/action.ts';
import { calm, type LoneBot, postOf, startLoneBot } from '../fixtures/lone-bot.ts';

const JOB = 'abcdefghjkmn';
const next = (output?: string): Action => ({
  kind: 'next',
  jobId: JOB,
  step: 'transcribe',
  ...(output !== undefined && { output }),
});
const question: Answer = {
  kind: 'reply',
  reply: { tone: 'info', text: 'Which sound?', actions: ['vocals', 'drums', 'bass'].map(next) },
};

/** A result with a button to go on from it, and what is pressed there. */
async function result(here: LoneBot, isPrivate: boolean) {
  const guild = here.discord.guild();
  const owner = here.discord.user();
  const call = here.discord.command({
    user: owner,
    guild,
    name: 'stems',
    options: { url: 'https://example.com/song.mp3', private: isPrivate },
  });
  const origin = await here.announced(call);
  await here.bot.adapter.post(
    { ...origin, visibility: isPrivate ? 'private' : 'public' },
    postOf(await here.files(1_000), { actions: [next()] }),
    calm,
  );
  const [message] = call.messages;
  const customId = message?.controls[0]?.customId;
  assert.ok(message !== undefined && customId !== undefined);
  return { guild, owner, message, customId };
}

test('the one who presses asks and pays; which sound is meant is asked of them alone, one button each', async () => {
  await using here = await startLoneBot();
  const { guild, message, customId } = await result(here, false);
  const other = here.discord.user();
  here.answerWith(() => question);
  const press = here.discord.press(message, customId, { user: other, guild });
  await press.until(([answer]) => answer?.loading === false);
  const { member, tenant, visibility } = here.heard.at(-1)?.origin ?? {};
  assert.deepEqual([member, tenant, visibility], [`discord:${other.id}`, `discord:${guild.id}`, 'public']);
  const [asked] = press.messages;
  assert.ok(asked?.ephemeral);
  assert.deepEqual(
    asked.controls.map(({ label }) => label),
    ['Vocals', 'Drums', 'Bass'],
  );
  // Nothing of it is left where everybody reads.
  assert.deepEqual(
    here.discord.messagesIn(guild.general).filter(({ content }) => !content.includes('Here it is')),
    [],
  );

  const chosen = here.discord.press(asked, asked.controls[1]?.customId ?? '', { user: other, guild });
  assert.equal((await chosen.acknowledged()).ephemeral, true);
  await chosen.until(([answer]) => answer?.loading === false);
  const last = here.heard.at(-1);
  assert.ok(last !== undefined && 'action' in last);
  assert.deepEqual(last.action, next('drums'));
  assert.equal(last.origin.visibility, 'public');
  here.discord.assertClean();
});

test('what comes of a result that only the member sees stays with the member', async () => {
  await using here = await startLoneBot();
  const { guild, owner, message, customId } = await result(here, true);
  here.answerWith(() => question);
  const press = here.discord.press(message, customId, { user: owner, guild });
  const origin = await here.originOf(press);
  assert.equal(origin.visibility, 'private');
  assert.equal((await press.acknowledged()).ephemeral, true);
  const asked = press.original();
  assert.ok(asked !== undefined);
  const chosen = here.discord.press(asked, asked.controls[0]?.customId ?? '', { user: owner, guild });
  assert.equal((await here.originOf(chosen)).visibility, 'private');
  assert.equal((await chosen.acknowledged()).ephemeral, true);
  assert.deepEqual(here.discord.messagesIn(guild.general), []);
  here.discord.assertClean();
});

test('which of many tracks is meant is chosen from a list', async () => {
  await using here = await startLoneBot();
  const { guild, owner, message, customId } = await result(here, true);
  const tracks = ['vocals', 'drums', 'bass', 'guitar', 'piano', 'other'];
  const answer = { tone: 'info', text: 'Which track?', actions: tracks.map(next) } as const;
  here.answerWith(() => ({ kind: 'reply', reply: answer }));
  const press = here.discord.press(message, customId, { user: owner, guild });
  await press.until((all) => all.some(({ controls }) => controls.length === tracks.length));
  const asked = press.messages.find(({ controls }) => controls.length > 0) ?? assert.fail('nothing is asked');
  const piano = asked.controls[4];
  assert.deepEqual([piano?.label, asked.components.length], ['Piano', 1]);
  const chosen = here.discord.press(asked, piano?.customId ?? '', { user: owner, guild }, piano?.value);
  assert.equal((await here.originOf(chosen)).visibility, 'private');
  const heard = here.heard.at(-1);
  assert.deepEqual(heard !== undefined && 'action' in heard && heard.action, next('piano'));
  here.discord.assertClean();
});
