import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { systemClock } from '../../../../src/core/async/clock.ts';
import type { OpenRequests } from '../../../../src/core/ports/open-requests.ts';
import { openStore } from '../../../../src/core/store/open-store.ts';
import type { FakeInteraction, Fault } from '../../../fakes/discord/fake-discord.ts';
import { type LoneBot, startLoneBot } from '../fixtures/lone-bot.ts';

/** Discord takes the request, and its answer never comes. */
const ANSWER_LOST: Fault = { destroy: 'after' };
const NEVER_ARRIVED: Fault = { destroy: 'before' };
const SERVER_IN_BETWEEN: Fault = { status: 502 };
const NOTHING_WRONG: Fault = { delayMs: 0 };
const FAULTS = [NOTHING_WRONG, ANSWER_LOST, NEVER_ARRIVED, SERVER_IN_BETWEEN];

/** A command whose acknowledgements meet these faults, in the order in which they arrive. */
function commandMeeting({ discord }: LoneBot, ...faults: readonly Fault[]): FakeInteraction {
  const call = discord.command({ user: discord.user(), guild: discord.guild(), name: 'tts' });
  for (const fault of faults) discord.faults.next('POST', callbackOf(call), fault);
  return call;
}

function callbackOf(call: FakeInteraction): RegExp {
  return new RegExp(`^/interactions/${call.id}/`);
}

function statusesOf({ discord }: LoneBot, call: FakeInteraction): readonly number[] {
  return discord.requests.filter(({ path }) => callbackOf(call).test(path)).map(({ status }) => status);
}

test('an acknowledgement whose answer is lost is as good as any, and the work is done once', async () => {
  await using here = await startLoneBot();
  for (const [fault, statuses] of [
    [ANSWER_LOST, [0, 400]],
    [NEVER_ARRIVED, [0, 200]],
    [SERVER_IN_BETWEEN, [502, 200]],
  ] as const) {
    const call = commandMeeting(here, fault);
    await here.originOf(call);
    assert.deepEqual(statusesOf(here, call), statuses);
  }
  assert.equal(here.heard.length, 3);
  here.discord.assertClean();
});

test('what Discord does not answer three times is not worked on', async () => {
  await using here = await startLoneBot();
  const call = commandMeeting(here, { ...NEVER_ARRIVED, times: 3 });
  while (here.discord.faults.left > 0) await here.originOf(commandMeeting(here));
  await here.originOf(commandMeeting(here));
  assert.deepEqual(statusesOf(here, call), [0, 0, 0]);
  assert.ok(here.heard.every(({ origin }) => !origin.reply.includes(call.id)));
});

test('whatever happens to the acknowledgements of two bots, one of them does the work, and it does not matter which claims first', async () => {
  const store = await openStore({ url: 'sqlite://:memory:', clock: systemClock });
  for (const slow of ['neither', 'one', 'other'] as const) {
    const { requests } = store;
    const requestsBy = (who: typeof slow): OpenRequests => ({
      record: (request) => requests.record(request),
      async claim(request) {
        for (let turn = 0; who === slow && turn < 100; turn += 1) await nextTurn();
        return requests.claim(request);
      },
      answered: (keys) => requests.answered(keys),
      takeOver: (left) => requests.takeOver(left),
      expire: () => requests.expire(),
    });
    await using here = await startLoneBot({ requests: requestsBy('one') });
    const other = await here.another({ requests: requestsBy('other') });
    await here.discord.gateway.connected(2);
    const calls = FAULTS.flatMap((first) => FAULTS.map((second) => commandMeeting(here, first, second)));
    for (const call of calls) await here.originOf(call);
    // Work that is still under way is waited for.
    await Promise.all([here.bot.stop(), other.stop()]);
    const worked = here.heard.map(({ origin }) => origin.reply);
    assert.equal(worked.length, calls.length);
    for (const { id } of calls) assert.equal(worked.filter((reply) => reply.includes(id)).length, 1);
  }
  await store.close();
});
