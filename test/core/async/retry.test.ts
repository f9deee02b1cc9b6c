import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { systemClock } from '../../../src/core/async/clock.ts';
import { DeadlineError, withDeadline } from '../../../src/core/async/deadline.ts';
import { doubling, listed, retry, retryAfterMs } from '../../../src/core/async/retry.ts';
import { AnswerTooLargeError, readText } from '../../../src/core/net/read-text.ts';
import { hurriedClock } from '../net/hurried-clock.ts';

const NOW_MS = Date.UTC(2026, 2, 30);

describe('retry', () => {
  const { signal } = new AbortController();
  /** Fails as told, then works. Returns how many attempts that took. */
  const failing = (...failures: readonly Error[]) => {
    let attempts = 0;
    return async () => {
      attempts += 1;
      const failure = failures[attempts - 1];
      if (failure !== undefined) throw failure;
      return attempts;
    };
  };
  const three = [new Error('first'), new Error('second'), new Error('third')];

  it('tries until it works, waiting as it is told', async () => {
    const clock = hurriedClock();
    const noted: unknown[] = [];
    const result = await retry(failing(...three), {
      signal,
      pauses: { clock, ms: listed(10, 20) },
      onRetry: (_, next) => noted.push(next),
    });
    assert.equal(result, 4);
    assert.deepEqual(clock.waits, [10, 20, 20]);
    assert.deepEqual(noted[2], { failures: 3, waitMs: 20 });
  });

  it('stops after the last attempt with its error', async () => {
    await assert.rejects(retry(failing(...three), { attempts: 2 }), /second/);
    assert.equal(await retry(failing(...three), { attempts: 4 }), 4);
  });

  it('lets a failure stand that is not transient', async () => {
    const isTransient = (error: unknown): error is Error => error === three[0];
    await assert.rejects(retry(failing(...three), { isTransient }), /second/);
  });

  it('waits as long as the other side asks, and not at all when that is too long', async () => {
    const clock = hurriedClock();
    const asking = (asked: number | undefined) =>
      retry(failing(new Error('busy')), {
        signal,
        pauses: { clock, ms: () => 5, retryAfterMs: () => asked, longestMs: 60_000 },
      });
    await asking(60_000);
    await asking(undefined);
    await assert.rejects(asking(60_001), /busy/);
    assert.deepEqual(clock.waits, [60_000, 5]);
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
      { signal: caller.signal },
    );
    await assert.rejects(run, /cut off/);
    assert.equal(attempts, 1);
  });

  it('ends a pause with the reason for which its signal aborts', async () => {
    const caller = new AbortController();
    const run = retry(failing(...three), {
      signal: caller.signal,
      pauses: { clock: systemClock, ms: () => 60_000 },
      onRetry: () => caller.abort(new Error('drain')),
    });
    await assert.rejects(run, /drain/);
  });
});

describe('doubling', () => {
  it('doubles up to its longest pause', () => {
    const ms = doubling({ firstMs: 1_000, longestMs: 5_000 });
    assert.deepEqual([1, 2, 3, 4, 100].map(ms), [1_000, 2_000, 4_000, 5_000, 5_000]);
  });

  it('stays between nothing and that with jitter', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (failures, random) => {
          const wait = doubling({ random: () => random })(failures);
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
    const run = withDeadline({ clock, durationMs: 100_000, signal }, untilAborted);
    clock.expire();
    await assert.rejects(run, DeadlineError);
  });

  it('aborts with the reason of the caller when the caller stops', async () => {
    const caller = new AbortController();
    const run = withDeadline(
      { clock: hurriedClock(), durationMs: 100_000, signal: caller.signal },
      untilAborted,
    );
    caller.abort(new Error('drain'));
    await assert.rejects(run, /drain/);
  });

  it('fails as the caller says, but only for its own deadline', async () => {
    const clock = hurriedClock();
    const failure = () => new Error('too slow for this');
    const run = withDeadline({ clock, durationMs: 100_000, failure }, untilAborted);
    clock.expire();
    await assert.rejects(run, /too slow for this/);
    const inner = new DeadlineError(5);
    const other = withDeadline({ clock, durationMs: 100_000, failure }, async () => {
      throw inner;
    });
    await assert.rejects(other, inner);
  });

  it('does not begin for a caller that has stopped', async () => {
    let began = false;
    const run = withDeadline(
      { clock: hurriedClock(), durationMs: 1000, signal: AbortSignal.abort(new Error('drain')) },
      async () => {
        began = true;
      },
    );
    await assert.rejects(run, /drain/);
    assert.equal(began, false);
  });

  it('leaves nothing behind that listens to the time', async () => {
    const limit = new AbortController().signal;
    const clock = { ...hurriedClock(), timeout: () => limit };
    const listening = () => getEventListeners(limit, 'abort').length;
    const run = async () => listening();
    assert.equal(await withDeadline({ clock, durationMs: 1000, signal }, run), 1);
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
