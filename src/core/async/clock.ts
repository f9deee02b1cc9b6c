import { setTimeout as delay } from 'node:timers/promises';

/** The source of time. Injected everywhere, so that tests advance time instead of sleeping. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Resolves after `durationMs`, or rejects with the signal's reason as soon as it aborts. */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
  /**
   * Returns a signal that aborts after `durationMs`, for deadlines on work: a clock that fast-forwards sleeps
   * must not shorten them. It doesn't keep the process alive.
   */
  timeout(durationMs: number): AbortSignal;
}

/** Real time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (durationMs, signal) => {
    // The timer's own error wraps the reason, which callers need to tell a deadline from a shutdown.
    await delay(Math.max(0, durationMs), undefined, { signal }).catch((error: unknown) => {
      throw signal.aborted ? signal.reason : error;
    });
  },
  timeout: (durationMs) => AbortSignal.timeout(durationMs),
};
