import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inBatches } from '../../../src/core/async/in-batches.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

describe('work in batches', () => {
  const never = new AbortController().signal;

  it('goes on until nothing is left, with a pause after each batch', async () => {
    const clock = createVirtualClock(0);
    const left = [3, 3, 1, 0];
    const times: number[] = [];
    const run = async () => {
      times.push(clock.now());
      return left.shift() ?? 0;
    };
    const work = inBatches(run, { clock, deadlineMs: 1_000, pauseMs: 50 }, never);
    assert.equal(await clock.drive(work), true);
    assert.deepEqual(times, [0, 50, 100, 150]);
    assert.equal(clock.sleeping, 0);
  });

  it('leaves the rest for another time once its deadline has passed', async () => {
    const clock = createVirtualClock(0);
    let batches = 0;
    const run = async () => {
      batches += 1;
      return 1;
    };
    const work = inBatches(run, { clock, deadlineMs: 1_000, pauseMs: 300 }, never);
    assert.equal(await clock.drive(work), false);
    assert.equal(batches, 4);
    assert.equal(clock.sleeping, 0);
  });

  it('ends when it is told to, also during a pause', async () => {
    const clock = createVirtualClock(0);
    const stop = new AbortController();
    const run = async () => {
      queueMicrotask(() => stop.abort());
      return 1;
    };
    assert.equal(await inBatches(run, { clock, deadlineMs: 1_000, pauseMs: 50 }, stop.signal), false);
    assert.equal(await inBatches(run, { clock, deadlineMs: 1_000, pauseMs: 50 }, stop.signal), false);
    assert.equal(clock.now(), 0);
  });

  it('passes on what a batch throws', async () => {
    const clock = createVirtualClock(0);
    const run = () => Promise.reject(new Error('broken'));
    await assert.rejects(inBatches(run, { clock, deadlineMs: 1_000, pauseMs: 50 }, never), /broken/);
  });
});
