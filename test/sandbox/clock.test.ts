import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createClock } from '../../sandbox/clock.ts';

test('a frozen clock stands still until it is moved, and then keeps appointments in order of time', () => {
  const clock = createClock({ speedUp: 0, startMs: 1000 });
  const seen: string[] = [];
  clock.schedule(1500, () => seen.push(`late at ${clock.now()}`));
  clock.schedule(1200, () => seen.push(`early at ${clock.now()}`));
  const takeBack = clock.schedule(1300, () => seen.push('taken back'));
  takeBack();
  assert.equal(clock.now(), 1000);
  clock.advance(1000);
  assert.deepEqual(seen, ['early at 1200', 'late at 1500']);
  assert.equal(clock.now(), 2000);
});

test('an appointment made while time moves is kept on the same way', () => {
  const clock = createClock({ speedUp: 0, startMs: 0 });
  const seen: number[] = [];
  clock.schedule(10, () => clock.schedule(20, () => seen.push(clock.now())));
  clock.advance(100);
  assert.deepEqual(seen, [20]);
});

test('every appointment is kept exactly once and none early, however the time is cut up', () => {
  const dues = fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 20 });
  const steps = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 10 });
  fc.assert(
    fc.property(dues, steps, (times, moves) => {
      const clock = createClock({ speedUp: 0, startMs: 0 });
      const kept: number[] = [];
      for (const atMs of times) {
        clock.schedule(atMs, () => {
          assert.equal(clock.now(), atMs);
          kept.push(atMs);
        });
      }
      let total = 0;
      for (const move of moves) {
        total += move;
        clock.advance(move);
      }
      const due = moves.length === 0 ? [] : times.filter((atMs) => atMs <= total).toSorted((a, b) => a - b);
      assert.deepEqual(kept, due);
    }),
  );
});

test('what is due between two milliseconds is kept when the clock has told the later one', () => {
  const clock = createClock({ speedUp: 0, startMs: 0 });
  const told: number[] = [];
  for (const atMs of [10.35, 10.7, 11.2]) clock.schedule(atMs, () => told.push(clock.now()));
  clock.advance(100);
  assert.deepEqual(told, [11, 11, 12]);
});

test('a running clock keeps an appointment by itself, faster than real time', async () => {
  const clock = createClock({ speedUp: 1000 });
  const { promise, resolve } = Promise.withResolvers<void>();
  const startMs = clock.now();
  clock.schedule(startMs + 5000, resolve);
  // The clock never keeps the process alive on its own; this test has to.
  const keepAlive = setInterval(() => {}, 1000);
  await promise;
  clearInterval(keepAlive);
  assert.ok(clock.now() >= startMs + 5000);
  clock.close();
});
