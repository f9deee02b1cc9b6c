import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Worker } from 'node:worker_threads';
import { createPause, createPauseMemory, DiscordPaused } from '../../../../src/bots/discord/rest/pause.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';

const MINUTE = 60_000;

function make() {
  const clock = createVirtualClock();
  const memory = createPauseMemory();
  return { clock, memory, pause: createPause(memory, clock) };
}

describe('the pause of requests to Discord', () => {
  it('lasts a minute unless Discord asks for longer, and an hour at most', () => {
    for (const [askedMs, pausedMs] of [
      [undefined, MINUTE],
      [0, MINUTE],
      [-5, MINUTE],
      [1_000, MINUTE],
      [5 * MINUTE, 5 * MINUTE],
      [24 * 60 * MINUTE, 60 * MINUTE],
    ] as const) {
      assert.equal(make().pause.begin(askedMs).leftMs, pausedMs, `${askedMs}`);
    }
  });

  it('doubles each time that a refusal follows it, up to ten minutes, and starts over once a request succeeds', async () => {
    const { clock, pause } = make();
    const minutes: number[] = [];
    for (let time = 0; time < 6; time += 1) {
      const { leftMs } = pause.begin(undefined);
      minutes.push(leftMs / MINUTE);
      await clock.advance(leftMs);
      pause.throwIfPaused();
    }
    assert.deepEqual(minutes, [1, 2, 4, 8, 10, 10]);
    pause.end();
    assert.equal(pause.begin(undefined).leftMs, MINUTE);
  });

  it('counts refusals that arrive during it as one, and only lengthens for them', async () => {
    const { clock, pause } = make();
    pause.begin(undefined);
    await clock.advance(10_000);
    assert.equal(pause.begin(undefined).leftMs, 50_000);
    assert.equal(pause.begin(2 * MINUTE).leftMs, 2 * MINUTE);
    pause.end();
    await clock.advance(2 * MINUTE);
    assert.equal(pause.begin(undefined).leftMs, 2 * MINUTE, 'a late success does not start over');
  });

  it('is shared by everything that shares its memory, on other threads too', async () => {
    const { clock, memory, pause } = make();
    const other = createPause(memory, clock);
    other.begin(undefined);
    assert.throws(() => pause.throwIfPaused(), DiscordPaused);
    await clock.advance(MINUTE);
    pause.throwIfPaused();

    const address = new URL('../../../../src/bots/discord/rest/pause.ts', import.meta.url).href;
    const code = `const { workerData } = require('node:worker_threads');
      import('${address}').then(({ createPause }) =>
        createPause(workerData.memory, { now: () => workerData.now }).begin(undefined));`;
    const worker = new Worker(code, { eval: true, workerData: { memory, now: clock.now() } });
    await new Promise((resolve) => worker.once('exit', resolve));
    assert.throws(() => pause.throwIfPaused(), DiscordPaused);
  });
});
