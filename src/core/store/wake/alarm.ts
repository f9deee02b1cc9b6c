import type { Clock } from '../../async/clock.ts';

/** Rings once for each moment it was set to; moments close to each other share one ring. */
export interface Alarm extends Disposable {
  ringIn(durationMs: number): void;
}

/** Rings are this far apart at least, so that a thousand moments in one second do not ring a thousand times. */
const CLOSEST_MS = 20;

/** Creates an alarm. Disposing of it silences it. */
export function createAlarm(clock: Clock, onRing: () => void): Alarm {
  const off = new AbortController();
  const set = new Set<number>();
  return {
    ringIn(durationMs) {
      if (off.signal.aborted) return;
      const nowMs = clock.now();
      const atMs = Math.ceil((nowMs + durationMs) / CLOSEST_MS) * CLOSEST_MS;
      if (set.has(atMs)) return;
      set.add(atMs);
      clock.sleep(atMs - nowMs, off.signal).then(
        () => {
          set.delete(atMs);
          onRing();
        },
        () => undefined,
      );
    },
    [Symbol.dispose]: () => off.abort(),
  };
}
