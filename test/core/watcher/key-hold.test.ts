import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { KeyWatch } from '../../../src/core/ports/watch-holds.ts';
import { createKeyHold } from '../../../src/core/watcher/key-hold.ts';
import { createStatusRateLimit } from '../../../src/core/watcher/status-rate-limit.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

const MINUTE_MS = 60_000;

test('the database is asked once by however many jobs, and again in another life of the process', async () => {
  const asked: string[] = [];
  const clock = createVirtualClock();
  const hold = createKeyHold(
    {
      async take(process) {
        asked.push(process);
        return { by: 'this', fullInMs: 0 };
      },
      release: async () => undefined,
    },
    createStatusRateLimit(60, clock),
  );
  assert.deepEqual(await Promise.all([hold.claim('one'), hold.claim('one')]), [undefined, undefined]);
  assert.equal(await hold.claim('one'), undefined);
  assert.equal(await hold.claim('two'), undefined);
  assert.deepEqual(asked, ['one', 'two']);
});

test('while another process watches, the database is asked each time, until the key is free', async () => {
  let answer: KeyWatch = { by: 'other', process: 'other' };
  const hold = createKeyHold(
    { take: async () => answer, release: async () => undefined },
    createStatusRateLimit(60, createVirtualClock()),
  );
  assert.equal(await hold.claim('this'), 'other');
  answer = { by: 'this', fullInMs: 0 };
  assert.equal(await hold.claim('this'), undefined);
});

test('a key that could not be asked for is asked for again', async () => {
  let isDown = true;
  const hold = createKeyHold(
    {
      async take() {
        if (isDown) throw new Error('down');
        return { by: 'this', fullInMs: 0 };
      },
      release: async () => undefined,
    },
    createStatusRateLimit(60, createVirtualClock()),
  );
  await assert.rejects(hold.claim('this'), /down/);
  isDown = false;
  assert.equal(await hold.claim('this'), undefined);
});

test('no minute has more reads than the limit, however often the key goes from process to process', async () => {
  /** How long each process reads as fast as it may, and how it ends. */
  const turns = fc.array(
    fc.record({
      readsMs: fc.integer({ min: 0, max: 90_000 }),
      isKilled: fc.boolean(),
      gapMs: fc.nat(40_000),
    }),
    { minLength: 2, maxLength: 8 },
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(1, 8, 60), turns, async (readsPerMinute, all) => {
      const clock = createVirtualClock();
      const readAtMs: number[] = [];
      let leftFullAtMs: number | undefined = Number.NEGATIVE_INFINITY;
      for (const { readsMs, isKilled, gapMs } of all) {
        const limit = createStatusRateLimit(readsPerMinute, clock);
        const hold = createKeyHold(
          {
            take: async () => ({
              by: 'this',
              fullInMs: leftFullAtMs === undefined ? undefined : Math.max(0, leftFullAtMs - clock.now()),
            }),
            async release(_process, fullInMs) {
              leftFullAtMs = clock.now() + fullInMs;
            },
          },
          limit,
        );
        await hold.claim('this');
        leftFullAtMs = undefined;
        const over = new AbortController();
        const reading = (async () => {
          for (;;) {
            await limit.take(over.signal);
            readAtMs.push(clock.now());
          }
        })().catch(() => undefined);
        await clock.advance(readsMs);
        over.abort();
        await reading;
        if (!isKilled) await hold.giveUp();
        await clock.advance(gapMs);
      }
      for (const [index, atMs] of readAtMs.entries()) {
        const minute = readAtMs.slice(index).filter((otherMs) => otherMs < atMs + MINUTE_MS);
        assert.ok(minute.length <= readsPerMinute, `${minute.length} reads from ${atMs}`);
      }
    }),
    { numRuns: 60 },
  );
});
