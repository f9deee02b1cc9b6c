import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type BreakerOptions,
  createCircuitBreaker,
  RECOVERY_STEP_MS,
} from '../../../src/core/async/circuit-breaker.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

function make(change: Partial<BreakerOptions> = {}) {
  const clock = createVirtualClock();
  const changes: string[] = [];
  const breaker = createCircuitBreaker({
    clock,
    random: () => 0,
    failures: 3,
    spanMs: 10_000,
    shortestPauseMs: 1_000,
    longestPauseMs: 60_000,
    triesWork: true,
    onChange: (state) => changes.push(state),
    ...change,
  });
  return {
    clock,
    changes,
    breaker,
    async open() {
      for (let failure = 0; failure < 3; failure += 1) {
        breaker.failed();
        await clock.advance(5_000);
      }
    },
    /** How many of so many may begin now. */
    admitted: (count: number) =>
      Array.from({ length: count }, () => breaker.enter()).filter((waitMs) => waitMs === undefined).length,
  };
}

describe('a circuit breaker', () => {
  it('opens after failures in a row that last long enough, and not before', async () => {
    const { clock, breaker, admitted } = make();
    for (let failure = 0; failure < 20; failure += 1) breaker.failed();
    assert.equal(breaker.state(), 'closed', 'many at once are one failure');
    await clock.advance(10_000);
    breaker.failed();
    assert.equal(breaker.state(), 'open');
    assert.equal(admitted(5), 0);
  });

  it('begins to count again with each success', async () => {
    const { clock, breaker } = make();
    for (let round = 0; round < 10; round += 1) {
      breaker.failed();
      await clock.advance(10_000);
      breaker.failed();
      breaker.succeeded();
    }
    assert.equal(breaker.state(), 'closed');
  });

  it('lets one through now and then, with growing pauses', async () => {
    const { clock, open, admitted } = make();
    await open();
    const triedAfterMs: number[] = [];
    for (let second = 0; second < 600; second += 1) {
      await clock.advance(1_000);
      if (admitted(10) === 1) triedAfterMs.push(second);
    }
    const pauses = triedAfterMs.slice(1).map((at, index) => at - (triedAfterMs[index] ?? 0));
    assert.ok(pauses.length > 5, `${pauses}`);
    assert.ok(
      pauses.every((pause, index) => pause >= (pauses[index - 1] ?? 0) && pause <= 60),
      `${pauses}`,
    );
    assert.equal(pauses.at(-1), 60);
  });

  it('lets none through where something else probes', async () => {
    const { clock, open, admitted } = make({ triesWork: false });
    await open();
    await clock.advance(3_600_000);
    assert.equal(admitted(10), 0);
  });

  it('recovers by degrees: one, a few, more, all', async () => {
    const { clock, breaker, changes, open, admitted } = make();
    await open();
    await clock.advance(60_000);
    breaker.succeeded();
    const steps: number[] = [];
    for (let step = 0; step < 4; step += 1) {
      steps.push(admitted(100));
      await clock.advance(RECOVERY_STEP_MS);
    }
    assert.deepEqual(steps, [1, 4, 8, 100]);
    assert.deepEqual(changes, ['open', 'recovering', 'closed']);
    assert.equal(breaker.openSinceMs(), undefined);
  });

  it('opens again with the first failure during recovery, as the same outage', async () => {
    const { clock, breaker, changes, open } = make();
    await open();
    const sinceMs = breaker.openSinceMs();
    assert.notEqual(sinceMs, undefined);
    breaker.succeeded();
    await clock.advance(RECOVERY_STEP_MS);
    breaker.failed();
    assert.deepEqual(changes, ['open', 'recovering', 'open']);
    assert.equal(breaker.openSinceMs(), sinceMs);
  });

  it('tells what waits when to ask again, spread so that it does not come back at once', async () => {
    const early = make({ random: () => 0, triesWork: false });
    const late = make({ random: () => 1, triesWork: false });
    for (const { open } of [early, late]) await open();
    const waits = [early.breaker.enter(), late.breaker.enter()];
    assert.ok(waits.every((waitMs) => waitMs !== undefined && waitMs >= 1_000));
    assert.ok((waits[1] ?? 0) > (waits[0] ?? 0));
  });
});
