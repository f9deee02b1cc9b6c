import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createTimeWatch } from '../../../src/core/notify/time-watch.ts';
import { silentLog } from '../../../src/core/ports/log.ts';
import type { ClockReading } from '../../../src/core/ports/processes.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A bot that can be restarted, and a clock that can be set. */
function setting() {
  let passedMs = 1_000 * DAY_MS;
  let setMs = 0;
  let baseMs = 0;
  let last: ClockReading | undefined;
  const told: string[] = [];
  const drifts: number[] = [];
  const start = () => {
    // A process starts with the time as it is set then.
    baseMs = setMs;
    return createTimeWatch({
      readings: {
        now: async () => passedMs + setMs,
        last: async () => last,
        async note(reading) {
          last = reading;
        },
      },
      clock: { now: () => passedMs + baseMs },
      setTime: async () => passedMs + setMs,
      onDrift: (aheadMs) => drifts.push(aheadMs),
      async notifyOwners({ about }) {
        told.push(about);
      },
      log: silentLog,
    });
  };
  return {
    told,
    drifts,
    start,
    pass(durationMs: number) {
      passedMs += durationMs;
    },
    set(byMs: number) {
      setMs += byMs;
    },
  };
}

describe('the watch over the time', () => {
  it('is sure as long as nothing jumps, also after a short stop', async () => {
    const { told, start, pass } = setting();
    const watch = start();
    assert.equal(watch.isSure(), false, 'not before it has looked');
    assert.equal(await watch.check(), undefined);
    for (let minute = 0; minute < 30; minute += 1) {
      pass(MINUTE_MS);
      await watch.check();
      assert.ok(watch.isSure());
    }
    pass(20 * HOUR_MS);
    const next = start();
    assert.equal(await next.check(), undefined);
    assert.ok(next.isSure());
    assert.equal(next.lastStepAtMs(), Number.NEGATIVE_INFINITY);
    assert.deepEqual(told, []);
  });

  for (const jumpMs of [HOUR_MS, -HOUR_MS, 40 * DAY_MS]) {
    it(`says so once when the clock jumps by ${jumpMs / HOUR_MS} hours, and is unsure until it is right again`, async () => {
      const { told, start, pass, set } = setting();
      const watch = start();
      await watch.check();
      set(jumpMs);
      for (let times = 0; times < 3; times += 1) {
        pass(MINUTE_MS);
        assert.equal(await watch.check(), undefined);
        assert.equal(watch.isSure(), false);
      }
      assert.deepEqual(told, ['clock-jumped']);
      assert.ok(watch.lastStepAtMs() > 0);
      set(-jumpMs);
      await watch.check();
      assert.ok(watch.isSure());
    });
  }

  it('tells of small differences, for a correction, and of none that is a jump', async () => {
    const { drifts, start, set } = setting();
    const watch = start();
    for (const byMs of [30, -80, HOUR_MS, -HOUR_MS]) {
      set(byMs);
      await watch.check();
    }
    assert.deepEqual(drifts, [30, -50, -50]);
  });

  it('has all that waits look again when the clock was set back while it did not run', async () => {
    const { told, start, pass, set } = setting();
    await start().check();
    pass(10 * MINUTE_MS);
    set(-HOUR_MS);
    const next = start();
    assert.equal(await next.check(), 'back');
    assert.equal(await next.check(), undefined);
    assert.ok(next.isSure());
    assert.deepEqual(told, ['clock-back']);
  });

  it('waits some hours before it believes in a long stop, also when it is restarted then', async () => {
    const { told, start, pass, set } = setting();
    await start().check();
    set(40 * DAY_MS);
    await start().check();
    pass(MINUTE_MS);
    const watch = start();
    await watch.check();
    assert.equal(watch.isSure(), false);
    pass(6 * HOUR_MS);
    assert.ok(watch.isSure());
    assert.deepEqual(told, ['clock-ahead']);
  });

  it('is sure again at once when a jump ahead turns out to have been wrong', async () => {
    const { start, pass, set } = setting();
    await start().check();
    set(40 * DAY_MS);
    await start().check();
    pass(MINUTE_MS);
    set(-40 * DAY_MS);
    const watch = start();
    assert.equal(await watch.check(), 'back');
    assert.ok(watch.isSure());
  });
});
