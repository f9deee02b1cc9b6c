import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FakeInteraction } from '../../fakes/discord/fake-discord.ts';
import { BOTH_LIVE, type TwoBots, type TwoProcesses, twoProcesses } from '../../fakes/second-process.ts';
import { type DiscordWorld, startDiscordWorld } from './fixtures/discord-world.ts';

const MINUTE_MS = 60_000;
const JOBS = process.env['PROVE'] === undefined ? 3 : 14;
const BOTS: TwoBots<DiscordWorld> = {
  start: (clock, settings) => startDiscordWorld({ clock, ...settings }),
  startOther: (here, { requests }, clock) => here.another({ receives: false, requests, clock }),
};

function say({ discord }: DiscordWorld, count: number): readonly FakeInteraction[] {
  const guild = discord.guild();
  return Array.from({ length: count }, (_, index) =>
    discord.command({ user: discord.user(), guild, name: 'tts', options: { text: `Number ${index}.` } }),
  );
}

const shownBy = (calls: readonly FakeInteraction[]) =>
  calls.map((call) =>
    call.messages.map((message) => [message?.content, message?.controls, message?.attachments.length]),
  );

/** Fails if a message with a result is another one once everything that still draws has drawn. */
async function assertNothingIsOverwritten(
  { here, clock }: TwoProcesses<DiscordWorld>,
  calls: readonly FakeInteraction[],
): Promise<void> {
  for (const call of calls) await call.until(([original]) => (original?.attachments.length ?? 0) > 0);
  const delivered = shownBy(calls);
  clock.putForward(14 * MINUTE_MS);
  for (let turns = 0; turns < 10; turns += 1) await nextTurn();
  // Another command goes all the way there and back, so whatever is drawn had its time.
  const { discord } = here;
  const help = discord.command({ user: discord.user(), guild: discord.guild(), name: 'help' });
  await help.until(([original]) => original?.loading === false);
  assert.deepEqual(shownBy(calls), delivered);
  discord.assertClean();
}

describe('two processes that share a Discord', () => {
  it('leave alone what the other has delivered', async () => {
    await using both = await twoProcesses(BOTS, BOTH_LIVE, 2);
    await both.startOther();
    await assertNothingIsOverwritten(both, say(both.here, JOBS));
  });

  it('receive in one and work in the other: the receiving one draws nothing', async () => {
    await using both = await twoProcesses(BOTS, BOTH_LIVE, 2);
    await both.here.world.engine().drain(1);
    await both.startOther();
    await assertNothingIsOverwritten(both, say(both.here, JOBS));
  });

  it('leave alone what was delivered while they stood still', async () => {
    await using both = await twoProcesses(BOTS, { aliveMs: 30_000, lookEveryMs: 500 });
    const { here, own } = both;
    const { control } = here.world.sandbox;
    const hold = control.faults.add({ on: 'voice.submit', times: 'lasting', fault: { kind: 'hold' } });
    const calls = say(here, 3);
    for (const call of calls)
      await call.until(([original]) => original?.content.includes('Generating') === true);
    for (const clock of own) clock.stop();
    control.faults.remove(hold.id);
    for (const job of control.jobs.list('voice')) control.jobs.release('voice', job.id);
    await both.startOther();
    for (const call of calls) await call.until(([original]) => (original?.attachments.length ?? 0) > 0);
    for (const clock of own) clock.resume();
    await assertNothingIsOverwritten(both, calls);
  });
});
