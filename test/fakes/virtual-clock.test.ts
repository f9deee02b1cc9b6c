import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createVirtualClock } from './virtual-clock.ts';

test('sleepers wake in the order of their time, each at its own moment', async () => {
  const clock = createVirtualClock(0);
  const { signal } = new AbortController();
  const woken: string[] = [];
  const nap = async (name: string, durationMs: number): Promise<void> => {
    await clock.sleep(durationMs, signal);
    woken.push(`${name}@${clock.now()}`);
  };
  const naps = Promise.all([nap('late', 30), nap('early', 10), nap('also early', 10)]);

  await clock.advance(20);
  assert.deepEqual(woken, ['early@10', 'also early@10']);
  assert.equal(clock.now(), 20);

  await clock.advance(10);
  await naps;
  assert.deepEqual(woken, ['early@10', 'also early@10', 'late@30']);
  assert.equal(clock.sleeping, 0);
});

test('a sleep that follows from another is slept within the same advance', async () => {
  const clock = createVirtualClock(0);
  const { signal } = new AbortController();
  let steps = 0;
  const walk = async (): Promise<void> => {
    for (; steps < 5; steps += 1) await clock.sleep(10, signal);
  };
  const walked = walk();
  await clock.advance(49);
  assert.equal(steps, 4);
  await clock.advance(1);
  await walked;
});

test('an aborted sleep rejects with the reason and leaves nothing behind', async () => {
  const clock = createVirtualClock();
  const stopping = new AbortController();
  const sleeping = clock.sleep(1_000, stopping.signal);
  stopping.abort(new Error('enough'));
  await assert.rejects(sleeping, /enough/);
  await assert.rejects(clock.sleep(1, stopping.signal), /enough/);
  assert.equal(clock.sleeping, 0);
});

test('driving moves time exactly as far as the work needs', async () => {
  const clock = createVirtualClock(0);
  const { signal } = new AbortController();
  const work = clock.sleep(25, signal).then(() => 'done');
  assert.equal(await clock.drive(work), 'done');
  assert.equal(clock.now(), 25);
});

test('driving work that nobody will ever wake is an error, not a hang', async () => {
  const clock = createVirtualClock();
  const never = new Promise<void>(() => {});
  await assert.rejects(clock.drive(never), /nobody sleeps/);
});

test('a limit runs out at its own moment, among the sleepers but not counted as one', async () => {
  const clock = createVirtualClock(0);
  const { signal } = new AbortController();
  const limit = clock.timeout(10);
  const slept: boolean[] = [];
  const sleeping = [9, 11].map((ms) => clock.sleep(ms, signal).then(() => slept.push(limit.aborted)));
  assert.equal(clock.sleeping, 2);
  await clock.advance(11);
  await Promise.all(sleeping);
  assert.deepEqual(slept, [false, true]);
  assert.equal(limit.reason.name, 'TimeoutError');
});
