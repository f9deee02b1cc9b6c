import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createStatusRateLimit } from '../../../src/core/watcher/status-rate-limit.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

const { signal } = new AbortController();

test('no minute, wherever it begins, sees more reads than the budget', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 120 }),
      fc.array(
        fc.record({ waitMs: fc.integer({ min: 0, max: 90_000 }), takes: fc.integer({ min: 1, max: 80 }) }),
        { minLength: 1, maxLength: 8 },
      ),
      async (readsPerMinute, waves) => {
        const clock = createVirtualClock();
        const budget = createStatusRateLimit(readsPerMinute, clock);
        const taken: number[] = [];
        const all: Promise<void>[] = [];
        for (const wave of waves) {
          await clock.advance(wave.waitMs);
          for (let take = 0; take < wave.takes; take += 1) {
            all.push(budget.take(signal).then(() => void taken.push(clock.now())));
          }
        }
        await clock.drive(Promise.all(all));
        for (const [index, atMs] of taken.entries()) {
          const next = taken[index + readsPerMinute];
          assert.ok(next === undefined || next - atMs >= 60_000, `read ${index} of ${readsPerMinute}/min`);
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('a busy key gets nearly its whole budget', async () => {
  const clock = createVirtualClock();
  const budget = createStatusRateLimit(60, clock);
  const startMs = clock.now();
  let taken = 0;
  const greedy = async (): Promise<void> => {
    while (clock.now() - startMs < 10 * 60_000) {
      await budget.take(signal);
      taken += 1;
    }
  };
  await clock.drive(greedy());
  assert.ok(taken >= 550, `${taken} reads in ten minutes`);
});

test('a quiet key answers a small burst at once', async () => {
  const clock = createVirtualClock(0);
  const budget = createStatusRateLimit(60, clock);
  await Promise.all(Array.from({ length: 5 }, () => budget.take(signal)));
  assert.equal(clock.now(), 0);
});

test('a pause holds everybody back, those already in line too', async () => {
  const clock = createVirtualClock(0);
  const budget = createStatusRateLimit(10, clock);
  await budget.take(signal);
  const inLine = budget.take(signal);
  budget.pauseUntil(50_000);
  budget.pauseUntil(20_000);
  await clock.drive(inLine);
  assert.equal(clock.now(), 50_000);
});

test('giving up a place in line lets the next one through', async () => {
  const clock = createVirtualClock(0);
  const budget = createStatusRateLimit(1, clock);
  await budget.take(signal);
  const impatient = new AbortController();
  const first = budget.take(impatient.signal);
  const second = budget.take(signal);
  await clock.advance(1_000);
  impatient.abort(new Error('no longer'));
  await assert.rejects(first, /no longer/);
  await clock.drive(second);
  assert.equal(clock.now(), 60_000);
  assert.equal(clock.sleeping, 0);
});

test('a budget that is not a whole number of at least one is refused', () => {
  const clock = createVirtualClock();
  for (const bad of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => createStatusRateLimit(bad, clock), RangeError);
  }
});
