import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fastClock } from './fast-clock.ts';

const signal = new AbortController().signal;

test('a wait takes a fraction of its time, and no longer than its clock says', async () => {
  const clock = fastClock(1_000);
  const beganMs = clock.now();
  await clock.sleep(20_000, signal);
  assert.ok(clock.now() - beganMs >= 20_000);
});

test('a thread that is kept from its work finds only a moment passed', async () => {
  const clock = fastClock(100);
  await clock.sleep(100, signal);
  const beganMs = clock.now();
  // Simulates a processor busy with other processes.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
  assert.ok(clock.now() - beganMs <= 10_000);
});

test('no work is ever overdue', async () => {
  const clock = fastClock(100_000);
  const limit = clock.timeout(1_000);
  await clock.sleep(1_000_000, signal);
  assert.equal(limit.aborted, false);
});
