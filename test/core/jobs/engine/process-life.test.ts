import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSharedLife } from '../../../../src/core/jobs/engine/process-life.ts';
import { silentLog } from '../../../../src/core/ports/log.ts';
import type { Processes } from '../../../../src/core/ports/processes.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';

const ALIVE_MS = 30_000;

/** A database that knows when each process counts as dead, by the same time, and can be away. */
function setting() {
  const clock = createVirtualClock();
  const aliveUntilMs = new Map<string, number>();
  let isAway = false;
  const processes: Processes = {
    async enter(id, aliveMs) {
      if (isAway) throw new Error('as told by the test');
      aliveUntilMs.set(id, clock.now() + aliveMs);
    },
    async renew(id, aliveMs) {
      if (isAway) throw new Error('as told by the test');
      if (!aliveUntilMs.has(id)) return false;
      aliveUntilMs.set(id, clock.now() + aliveMs);
      return true;
    },
    async leave(id) {
      aliveUntilMs.delete(id);
    },
    reap: async () => 0,
  };
  return {
    clock,
    aliveUntilMs,
    setAway(away: boolean) {
      isAway = away;
    },
    life: createSharedLife({ processes, clock, log: silentLog, aliveMs: ALIVE_MS }),
  };
}

describe('the life of a process among others', () => {
  it('lasts for as long as it can be renewed', async () => {
    const { clock, life } = setting();
    await life.start();
    const { id, lost } = life.current();
    await clock.advance(10 * ALIVE_MS);
    assert.equal(life.current().id, id);
    assert.ok(life.current().isHeld());
    assert.equal(lost.aborted, false);
    await life.stop();
    assert.equal(clock.sleeping, 0);
  });

  it('is lost by its own clock before others may count it as dead, and another one begins later', async () => {
    const { clock, aliveUntilMs, life, setAway } = setting();
    await life.start();
    await clock.advance(3_000);
    const first = life.current();
    setAway(true);
    first.lost.addEventListener('abort', () => {
      assert.ok(clock.now() < (aliveUntilMs.get(first.id) ?? 0), 'nobody else has its jobs yet');
    });
    await clock.advance(ALIVE_MS);
    assert.ok(first.lost.aborted);
    assert.equal(first.isHeld(), false);
    setAway(false);
    await clock.advance(ALIVE_MS / 10);
    const next = life.current();
    assert.notEqual(next.id, first.id, 'the old holds never come back');
    assert.ok(next.isHeld());
    assert.equal(first.isHeld(), false);
    await life.stop();
  });

  it('survives a short absence of the database', async () => {
    const { clock, life, setAway } = setting();
    await life.start();
    const { id } = life.current();
    setAway(true);
    await clock.advance(ALIVE_MS / 2);
    setAway(false);
    await clock.advance(3 * ALIVE_MS);
    assert.equal(life.current().id, id);
    await life.stop();
  });

  it('is lost at once when it was declared dead', async () => {
    const { clock, aliveUntilMs, life } = setting();
    await life.start();
    const { id, lost } = life.current();
    aliveUntilMs.delete(id);
    await clock.advance(ALIVE_MS / 6);
    assert.ok(lost.aborted);
    await clock.advance(ALIVE_MS / 6);
    assert.notEqual(life.current().id, id);
    await life.stop();
  });

  it('knows of the loss before any timer fires, after the process stood still', async () => {
    const { clock, life } = setting();
    await life.start();
    const { isHeld, lost } = life.current();
    const { now } = clock;
    clock.now = () => now() + 90_000;
    assert.equal(lost.aborted, false);
    assert.equal(isHeld(), false);
    clock.now = now;
    await life.stop();
  });
});
