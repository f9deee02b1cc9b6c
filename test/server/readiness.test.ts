import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createReadiness } from '../../src/server/readiness.ts';
import { createVirtualClock } from '../fakes/virtual-clock.ts';

describe('readiness', () => {
  const up = async () => {};
  const make = (health: () => { ready: boolean; reason?: string }, pingStore = up) => {
    const clock = createVirtualClock();
    const connections = () => [{ name: 'web', health }];
    return { clock, readiness: createReadiness({ pingStore, connections, clock }) };
  };

  it('lasts through an outage of less than a minute, and ends at a minute', async () => {
    let ready = true;
    const { clock, readiness } = make(() => ({ ready, reason: 'gateway closed' }));
    assert.deepEqual(await readiness.check(), { ready: true });
    ready = false;
    assert.deepEqual(await readiness.check(), { ready: true });
    await clock.advance(59_999);
    assert.deepEqual(await readiness.check(), { ready: true });
    await clock.advance(1);
    assert.deepEqual(await readiness.check(), { ready: false, reasons: ['web: gateway closed for 60 s'] });
  });

  it('does not begin before every platform was connected', async () => {
    let ready = false;
    const { clock, readiness } = make(() => ({ ready, reason: 'has not started' }));
    assert.deepEqual(await readiness.check(), { ready: false, reasons: ['web: has not started for 0 s'] });
    ready = true;
    assert.deepEqual(await readiness.check(), { ready: true });
    ready = false;
    await clock.advance(1);
    assert.deepEqual(await readiness.check(), { ready: true });
  });

  it('starts the minute again after each reconnection', async () => {
    let ready = true;
    const { clock, readiness } = make(() => ({ ready }));
    await readiness.check();
    ready = false;
    await readiness.check();
    await clock.advance(59_000);
    ready = true;
    await readiness.check();
    ready = false;
    await readiness.check();
    await clock.advance(59_000);
    assert.deepEqual(await readiness.check(), { ready: true });
  });

  it('times an outage from its start, even when nobody asked in between', async () => {
    let ready = true;
    const { clock, readiness } = make(() => ({ ready }));
    const ending = new AbortController();
    const watching = readiness.watch(ending.signal);
    await clock.advance(10_000);
    ready = false;
    await clock.advance(70_000);
    const verdict = await readiness.check();
    assert.ok(!verdict.ready);
    assert.match(verdict.reasons.join(), /^web: disconnected for 6\d s$/);
    ending.abort();
    await watching;
    assert.equal(clock.sleeping, 0);
  });

  it('ends at once when the program drains or the store is gone, and gives every reason', async () => {
    const { readiness } = make(
      () => ({ ready: true }),
      async () => {
        throw new Error('password hunter2 refused');
      },
    );
    readiness.beginDrain();
    assert.deepEqual(await readiness.check(), {
      ready: false,
      reasons: ['program: is restarting', 'store: does not answer'],
    });
  });

  it('does not wait for a store that never answers', async () => {
    const { clock, readiness } = make(
      () => ({ ready: true }),
      () => new Promise(() => {}),
    );
    const verdict = await clock.drive(readiness.check());
    assert.deepEqual(verdict, { ready: false, reasons: ['store: does not answer'] });
  });

  it('ends when the disk is nearly full or gone', async () => {
    const clock = createVirtualClock();
    let free = async (): Promise<number> => 64 * 1024 * 1024;
    const parts = { pingStore: up, connections: () => [], clock };
    const readiness = createReadiness({ ...parts, freeBytes: () => free() });
    assert.deepEqual(await readiness.check(), { ready: true });
    free = async () => 64 * 1024 * 1024 - 1;
    const full = { ready: false, reasons: ['disk: only 63 MiB free in DATA_DIR'] };
    assert.deepEqual(await readiness.check(), full);
    free = () => Promise.reject(new Error('ENOENT: /secret/path'));
    const gone = { ready: false, reasons: ['disk: DATA_DIR does not answer'] };
    assert.deepEqual(await readiness.check(), gone);
  });
});
