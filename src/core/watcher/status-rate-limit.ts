import type { Clock } from '../async/clock.ts';
import { createTokenBucket } from '../async/token-bucket.ts';

const MINUTE_MS = 60_000;
const LARGEST_BURST = 5;

/** Limits status reads at AudioPod per minute. */
export interface StatusRateLimit {
  /** Waits for the next read, in order. A taken read counts, whether it is used or not. */
  take(signal: AbortSignal): Promise<void>;
  /** Blocks all reads until this moment. Pauses are only ever extended. */
  pauseUntil(atMs: number): void;
  /** Returns in how long nothing of the limit is used any more. */
  fullInMs(): number;
  /**
   * Goes on where another process stopped: nothing of the limit is used any more in this time. `undefined` counts
   * as if it had just used all of it. Then both together stay inside the limit too, because what they took is what
   * one bucket could have given.
   */
  continueFrom(fullInMs: number | undefined): void;
}

/**
 * Creates a limit by a token bucket.
 *
 * A bucket of B tokens that gains one every T can give B + ⌈60 s / T⌉ − 1 in one minute; with T = 60 s / (N −
 * B + 1) that is exactly N. So no minute, wherever it begins, has more than `readsPerMinute` reads, and after
 * a quiet time a burst needs no wait.
 *
 * @throws {RangeError} unless `readsPerMinute` is a whole number of at least 1.
 */
export function createStatusRateLimit(readsPerMinute: number, clock: Clock): StatusRateLimit {
  if (!Number.isInteger(readsPerMinute) || readsPerMinute < 1) {
    throw new RangeError(`Expected at least one status read per minute, got ${readsPerMinute}`);
  }
  const burst = Math.min(LARGEST_BURST, Math.max(1, Math.floor(readsPerMinute / 10)));
  const bucket = createTokenBucket(burst, MINUTE_MS / (readsPerMinute - burst + 1));
  let pausedUntilMs = Number.NEGATIVE_INFINITY;
  let line: Promise<void> = Promise.resolve();

  async function wait(signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const nowMs = clock.now();
      const waitMs = pausedUntilMs > nowMs ? pausedUntilMs - nowMs : bucket.take(nowMs);
      if (waitMs === 0) return;
      await clock.sleep(Math.ceil(waitMs), signal);
    }
  }

  return {
    take(signal) {
      const turn = line.then(() => wait(signal));
      // The next caller waits for this one to end, good or bad.
      line = turn.catch(() => {});
      return turn;
    },
    pauseUntil(atMs) {
      pausedUntilMs = Math.max(pausedUntilMs, atMs);
    },
    fullInMs: () => bucket.fullInMs(clock.now()),
    continueFrom: (fullInMs) => bucket.drainUntilFullIn(clock.now(), fullInMs),
  };
}
