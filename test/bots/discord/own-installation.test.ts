import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ALL_PERMISSIONS } from '../../../src/bots/discord/payload/permissions.ts';
import { ZERO } from '../../../src/core/model/money/money.ts';
import type { FakeMessage } from '../../fakes/discord/fake-discord.ts';
import { startDiscordWorld } from './fixtures/discord-world.ts';
import { formIn } from './fixtures/form.ts';
import { soundsOf } from './fixtures/lone-bot.ts';

const KEY = 'ap_own_5ecre7_key';

it('a person for whom nobody pays connects their own key, or adds the bot to a server, from the refusal', async () => {
  await using here = await startDiscordWorld({ world: { limits: { personalMonthly: ZERO } } });
  const { discord, world } = here;
  world.sandbox.control.accounts.open(KEY, 500);
  const user = discord.user();
  const channel = discord.groupChannel(user, discord.user());
  const say = () => discord.command({ user, channel, name: 'tts', options: { text: 'Hello' } });
  const call = say();
  const isRefusal = ({ content }: FakeMessage) => content.includes('pays only for jobs in servers');
  await call.until((messages) => messages.some(isRefusal));
  const refusal = call.messages.find(isRefusal);
  if (refusal === undefined) throw new Error('No refusal');

  const [, url = ''] = /"url":"([^"]+)"/.exec(JSON.stringify(refusal.components)) ?? [];
  const asked = new URL(url);
  assert.equal(asked.origin + asked.pathname, 'https://discord.com/oauth2/authorize');
  assert.equal(asked.searchParams.get('client_id'), discord.applicationId);
  assert.equal(asked.searchParams.get('permissions'), String(ALL_PERMISSIONS));

  const button = refusal.controls.find(({ label }) => label === 'Connect own key');
  assert.deepEqual(refusal.controls, [button]);
  const pressed = discord.press(refusal, button?.customId ?? '', { user });
  assert.equal(formIn((await pressed.acknowledged()).data).title, '/wallet connect');
  const sent = discord.submitModal(pressed, { key: KEY });
  await sent.until(([reply]) => reply !== undefined && !reply.loading);
  assert.match(sent.original()?.content ?? '', /^Connected the AudioPod key/);
  const spoken = say();
  await spoken.until((messages) => messages.some((one) => soundsOf(one).length > 0));
  discord.assertClean();
});
