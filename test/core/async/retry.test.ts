import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { DeadlineError, withDeadline } from '../../../src/core/async/deadline.ts';
import { backoffMs, retry } from '../../../src/core/async/retry.ts';
import { AnswerTooLargeError, readText } from '../../../src/core/net/read-text.ts';
import { retryAfterMs } from '../../../src/core/net/retry-after.ts';
import { hurriedClock } from '../net/hurried-clock.ts';

const NOW_MS = Date.UTC(2026, 2, 30);

describe('retry', () => {
  it('tries until it works, waiting as it is told', async () => {
    const clock = hurriedClock();
    let attempts = 0;
    const result = await retry(
      async () => {
        attempts += 1;
        if (attempts < 3) throw new Error('not yet');
        return attempts;
      },
      { clock, signal: new AbortController().signal, waitMs: (_, failures) => failures * 10 },
    );
    assert.equal(result, 3);
    assert.deepEqual(clock.waits, [10, 20]);
  });

  it('does not begin another try once its signal has aborted', async () => {
    const caller = new AbortController();
    let attempts = 0;
    const run = retry(
      async () => {
        attempts += 1;
        caller.abort();
        throw new Error('cut off');
      },
      { clock: hurriedClock(), signal: caller.signal, waitMs: () => 0 },
    );
    await assert.rejects(run, /cut off/);
    assert.equal(attempts, 1);
  });
});

describe('backoffMs', () => {
  it('stays between nothing and a doubling ceiling of 15 s', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (failures, random) => {
          const wait = backoffMs(failures, random);
          assert.ok(wait >= 0 && wait <= Math.min(15_000, 1000 * 2 ** (failures - 1)));
        },
      ),
    );
  });
});

describe('retryAfterMs', () => {
  it('reads seconds and dates, and nothing else', () => {
    assert.equal(retryAfterMs('7', NOW_MS), 7000);
    assert.equal(retryAfterMs(' 1.5 ', NOW_MS), 1500);
    assert.equal(retryAfterMs(60, NOW_MS), 60_000);
    assert.equal(retryAfterMs('Mon, 30 Mar 2026 00:00:09 GMT', NOW_MS), 9000);
    assert.equal(retryAfterMs('Sun, 29 Mar 2026 00:00:00 GMT', NOW_MS), 0);
    assert.equal(retryAfterMs(-3, NOW_MS), 0);
    for (const value of ['soon', '', undefined, null, {}, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.equal(retryAfterMs(value, NOW_MS), undefined);
    }
  });

  it('never answers with less than nothing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double(), fc.integer().map(String)), (value) => {
        const wait = retryAfterMs(value, NOW_MS);
        assert.ok(wait === undefined || wait >= 0);
      }),
    );
  });
});

describe('withDeadline', () => {
  const { signal } = new AbortController();
  const untilAborted = (bounded: AbortSignal) =>
    new Promise<never>((_, reject) => {
      bounded.addEventListener('abort', () => reject(bounded.reason));
    });

  it('aborts with a DeadlineError once the time is over', async () => {
    const clock = hurriedClock();
    const run = withDeadline(clock, 100_000, signal, untilAborted);
    clock.expire();
    await assert.rejects(run, DeadlineError);
  });

  it('aborts with the reason of the caller when the caller stops', async () => {
    const caller = new AbortController();
    const run = withDeadline(hurriedClock(), 100_000, caller.signal, untilAborted);
    caller.abort(new Error('drain'));
    await assert.rejects(run, /drain/);
  });

  it('leaves nothing behind that listens to the time', async () => {
    const limit = new AbortController().signal;
    const clock = { ...hurriedClock(), timeout: () => limit };
    const listening = () => getEventListeners(limit, 'abort').length;
    const run = async () => listening();
    assert.equal(await withDeadline(clock, 1000, signal, run), 1);
    assert.equal(listening(), 0);
  });
});

describe('readText', () => {
  const chunks = async function* (...parts: readonly Uint8Array[]) {
    yield* parts;
  };

  it('joins characters that arrive in two halves and drops a byte order mark', async () => {
    const bytes = Buffer.from('\uFEFF{"名":"é"}');
    assert.equal(await readText(chunks(bytes.subarray(0, 6), bytes.subarray(6)), 100), '{"名":"é"}');
  });

  it('stops reading beyond its limit and closes the stream', async () => {
    let closed = false;
    async function* endless() {
      try {
        for (;;) yield new Uint8Array(10);
      } finally {
        closed = true;
      }
    }
    await assert.rejects(readText(endless(), 25), AnswerTooLargeError);
    assert.equal(closed, true);
  });
});
