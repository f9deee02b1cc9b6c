import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createProgressPace } from '../../../../src/bots/discord/deliver/progress-pace.ts';
import type { Origin } from '../../../../src/core/model/job/origin.ts';
import type { Progress } from '../../../../src/core/ports/delivery.ts';
import { silentLog } from '../../../../src/core/ports/log.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';

const origin = (reply = 'here'): Origin => ({
  platform: 'discord',
  tenant: 't',
  channel: 'c',
  member: 'm',
  locale: 'en',
  visibility: 'public',
  reply,
});
const at = (text: string, version = 1): Progress => ({ jobId: 'job', text, actions: [], version });
const held = (): boolean => true;

function scene(closesAfterMs?: number) {
  const clock = createVirtualClock(0);
  const drawn: string[] = [];
  const pace = createProgressPace(
    {
      closesAtMs: () => closesAfterMs,
      async draw({ reply }, { text }, isClosing) {
        drawn.push(`${clock.now()} ${reply} ${text}${isClosing ? ' closing' : ''}`);
      },
    },
    clock,
    silentLog,
  );
  return { clock, drawn, pace };
}

test('the first is shown at once, then at most one in five seconds, and of those overtaken none', async () => {
  const { clock, drawn, pace } = scene();
  pace.show(origin(), at('one'), held);
  await clock.advance(100);
  for (const text of ['two', 'three', 'four']) pace.show(origin(), at(text), held);
  await clock.advance(20_000);
  assert.deepEqual(drawn, ['0 here one', '5000 here four']);
  await pace.close();
  assert.equal(clock.sleeping, 0);
});

test('the same again is not drawn again', async () => {
  const { clock, drawn, pace } = scene();
  pace.show(origin(), at('one'), held);
  await clock.advance(10_000);
  pace.show(origin(), at('one'), held);
  await clock.advance(10_000);
  assert.equal(drawn.length, 1);
  await pace.close();
});

test('when the place closes its last word is drawn, and nothing after it', async () => {
  const { clock, drawn, pace } = scene(60_000);
  pace.show(origin(), at('one'), held);
  await clock.advance(61_000);
  pace.show(origin(), at('two'), held);
  await clock.advance(61_000);
  assert.deepEqual(drawn, ['0 here one', '60000 here one closing']);
  await pace.close();
});

test('after the result nothing is drawn any more, not even what was waiting', async () => {
  const { clock, drawn, pace } = scene(60_000);
  pace.show(origin(), at('one'), held);
  await clock.advance(100);
  pace.show(origin(), at('two'), held);
  await pace.finish('job');
  await clock.advance(120_000);
  assert.deepEqual(drawn, ['0 here one']);
  assert.equal(clock.sleeping, 0);
});

test('a drawing under way is waited for before the result may follow', async () => {
  const clock = createVirtualClock(0);
  const { promise, resolve } = Promise.withResolvers<void>();
  const pace = createProgressPace({ closesAtMs: () => undefined, draw: () => promise }, clock, silentLog);
  pace.show(origin(), at('one'), held);
  let isFinished = false;
  const finished = pace.finish('job').then(() => {
    isFinished = true;
  });
  await clock.advance(60_000);
  assert.equal(isFinished, false);
  resolve();
  await finished;
});

test('a job that is asked for from somewhere else goes on there', async () => {
  const { clock, drawn, pace } = scene();
  pace.show(origin('here'), at('one'), held);
  await clock.advance(100);
  pace.show(origin('there'), at('two'), held);
  await clock.advance(10_000);
  assert.deepEqual(drawn, ['0 here one', '100 there two']);
  await pace.close();
});

test('a drawing that fails stops nothing', async () => {
  const clock = createVirtualClock(0);
  let tries = 0;
  const pace = createProgressPace(
    {
      closesAtMs: () => undefined,
      async draw() {
        tries += 1;
        throw new Error('no');
      },
    },
    clock,
    silentLog,
  );
  pace.show(origin(), at('one'), held);
  await clock.advance(6_000);
  pace.show(origin(), at('two'), held);
  await clock.advance(6_000);
  assert.equal(tries, 2);
  await pace.close();
});

test('once closed it shows nothing more and waits for nothing', async () => {
  const { clock, drawn, pace } = scene(60_000);
  await pace.close();
  pace.show(origin(), at('one'), held);
  await clock.advance(120_000);
  assert.deepEqual(drawn, []);
  assert.equal(clock.sleeping, 0);
});

test('a bot that lets go of a job draws what waits once, and then nothing, not even at the closing', async () => {
  const { clock, drawn, pace } = scene(60_000);
  pace.show(origin(), at('one'), held);
  await clock.advance(100);
  pace.show(origin(), at('two'), held);
  await pace.letGo('job', 'latest');
  await pace.letGo('job', 'latest');
  await clock.advance(120_000);
  assert.deepEqual(drawn, ['0 here one', '100 here two']);
  assert.equal(clock.sleeping, 0);
});

test('what is drawn already is not drawn again by letting go', async () => {
  const { clock, drawn, pace } = scene();
  pace.show(origin(), at('one'), held);
  await clock.advance(100);
  await pace.letGo('job', 'latest');
  assert.deepEqual(drawn, ['0 here one']);
});

test('a job that rests and goes on is drawn again only when its words or its record have changed', async () => {
  const { clock, drawn, pace } = scene();
  for (const [text, version] of [
    ['one', 1],
    ['one', 1],
    ['two', 1],
    ['two', 2],
  ] as const) {
    pace.show(origin(), at(text, version), held);
    await clock.advance(10_000);
    await pace.letGo('job', 'latest');
  }
  assert.deepEqual(drawn, ['0 here one', '20000 here two', '30000 here two']);
});

test('what a job that rests says at the closing is drawn once', async () => {
  const { clock, drawn, pace } = scene(60_000);
  pace.show(origin(), at('one'), held);
  await clock.advance(1_000);
  await pace.letGo('job', 'latest');
  for (const afterMs of [59_000, 10_000]) {
    await clock.advance(afterMs);
    pace.show(origin(), at('one'), held);
    await pace.letGo('job', 'latest');
  }
  assert.deepEqual(drawn, ['0 here one', '60000 here one closing']);
});

test('what rests until after the closing says so at once', async () => {
  const { clock, drawn, pace } = scene(60_000);
  pace.show(origin(), at('one'), held);
  await clock.advance(1_000);
  await pace.letGo('job', 'closing');
  await clock.advance(120_000);
  assert.deepEqual(drawn, ['0 here one', '1000 here one closing']);
});

test('a lost job is not drawn any more: not what waits, not by letting go, not at the closing', async () => {
  for (const last of ['latest', 'nothing'] as const) {
    const { clock, drawn, pace } = scene(60_000);
    let isHeld = true;
    pace.show(origin(), at('one'), () => isHeld);
    await clock.advance(100);
    pace.show(origin(), at('two'), () => isHeld);
    isHeld = last === 'nothing';
    if (isHeld) await pace.letGo('job', last);
    await clock.advance(120_000);
    await pace.letGo('job', last);
    assert.deepEqual(drawn, ['0 here one']);
    assert.equal(clock.sleeping, 0);
  }
});
