import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createSlackBot } from '../../../src/bots/slack/slack-bot.ts';
import { isJobOver } from '../../../src/core/model/job/job.ts';
import { BOTH_LIVE, type TwoBots, type TwoProcesses, twoProcesses } from '../../fakes/second-process.ts';
import { until } from '../../fakes/until.ts';
import { type SlackWorld, startSlackWorld } from './fixtures/slack-world.ts';

const MINUTE_MS = 60_000;
const JOBS = process.env['PROVE'] === undefined ? 3 : 14;
const BOTS: TwoBots<SlackWorld> = {
  start: (clock, settings) => startSlackWorld({ bot: { clock }, ...settings }),
  async startOther(here, store, clock) {
    const bot = await createSlackBot({
      ...here.settings(),
      receives: false,
      requests: store.requests,
      cache: store.cache('slack'),
      clock,
    });
    await bot.start(new AbortController().signal);
    return bot;
  },
};

async function say({ slack }: SlackWorld, count: number): Promise<void> {
  const where = { user: slack.users.member, channel: slack.channels.general };
  for (let index = 0; index < count; index += 1) {
    await slack.command({ command: '/tts', text: `Number ${index}.`, ...where });
  }
}

async function allOver({ jobs }: SlackWorld, count: number): Promise<void> {
  await until('all jobs are over', async () => {
    const all = await jobs();
    return all.length === count && all.every(isJobOver);
  });
}

/** Fails if a message is another one once everything that still draws has drawn. */
async function assertNothingIsOverwritten(
  { here, clock }: TwoProcesses<SlackWorld>,
  count: number,
): Promise<void> {
  await allOver(here, count);
  const { slack } = here;
  const shown = () => slack.messages.map(({ text, blocks }) => ({ text, blocks }));
  const delivered = shown();
  clock.putForward(10 * MINUTE_MS);
  for (let turns = 0; turns < 10; turns += 1) await nextTurn();
  // Another command goes all the way there and back, so whatever is drawn had its time.
  const where = { user: slack.users.member, channel: slack.channels.general };
  await slack.command({ command: '/audiopod', text: 'jobs list', ...where });
  await until('the command is answered', () => slack.messages.length > delivered.length);
  assert.deepEqual(shown().slice(0, delivered.length), delivered);
  slack.assertClean();
}

describe('two processes that share a workspace', () => {
  it('leave alone what the other has delivered', async () => {
    await using both = await twoProcesses(BOTS, BOTH_LIVE, 2);
    await both.startOther();
    await say(both.here, JOBS);
    await assertNothingIsOverwritten(both, JOBS);
  });

  it('receive in one and work in the other: the receiving one draws nothing', async () => {
    await using both = await twoProcesses(BOTS, BOTH_LIVE, 2);
    await both.here.world.engine().drain(1);
    await both.startOther();
    await say(both.here, JOBS);
    await assertNothingIsOverwritten(both, JOBS);
  });

  it('leave alone what was delivered while they stood still', async () => {
    await using both = await twoProcesses(BOTS, { aliveMs: 30_000, lookEveryMs: 500 });
    const { here, own } = both;
    const { control } = here.world.sandbox;
    const hold = control.faults.add({ on: 'voice.submit', times: 'lasting', fault: { kind: 'hold' } });
    await say(here, 3);
    await until('all are at AudioPod', async () => {
      const jobs = await here.jobs();
      return jobs.length === 3 && jobs.every(({ work }) => work.stage === 'watching');
    });
    for (const clock of own) clock.stop();
    control.faults.remove(hold.id);
    for (const job of control.jobs.list('voice')) control.jobs.release('voice', job.id);
    await both.startOther();
    await allOver(here, 3);
    for (const clock of own) clock.resume();
    await assertNothingIsOverwritten(both, 3);
  });
});
