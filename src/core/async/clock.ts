import { setTimeout as delay } from 'node:timers/promises';

/** The source of time. Injected everywhere, so that tests move time instead of sleeping through it. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Resolves after `durationMs`, or rejects with the signal's reason as soon as it aborts. */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
  /**
   * A signal that aborts after `durationMs`. For limits on how long work may take, which a clock that hurries
   * through waits must not hurry. Keeps no process alive.
   */
  timeout(durationMs: number): AbortSignal;
}

/** Real time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (durationMs, signal) => {
    // The timer's own error wraps the reason, by which callers tell a deadline from a shutdown.
    await delay(Math.max(0, durationMs), undefined, { signal }).catch((error: unknown) => {
      throw signal.aborted ? signal.reason : error;
    });
  },
  timeout: (durationMs) => AbortSignal.timeout(durationMs),
};
