import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../src/core/async/clock.ts';

interface Sleeper {
  readonly wakeAtMs: number;
  readonly wake: () => void;
}

/** A limit is not work: it is not counted among the sleepers, but it ends in the same order. */
interface Limit extends Sleeper {
  readonly isLimit: true;
}

/** A clock whose time only moves when a test moves it. The same moves always give the same order. */
export interface VirtualClock extends Clock {
  /** Moves time forward, waking every due sleeper at its own time, the earliest first. */
  advance(durationMs: number): Promise<void>;
  /** Moves time forward, sleeper by sleeper, until the work is done, and returns its result. */
  drive<T>(work: Promise<T>): Promise<T>;
  /** The number of open sleeps. Zero after everything was closed. */
  readonly sleeping: number;
}

/** Creates a virtual clock. Code under test may await anything that needs no real input or output. */
export function createVirtualClock(startMs = Date.UTC(2026, 10, 23)): VirtualClock {
  const sleepers = new Set<Sleeper | Limit>();
  let nowMs = startMs;

  function earliest(): Sleeper | undefined {
    let first: Sleeper | undefined;
    for (const sleeper of sleepers) {
      if (first === undefined || sleeper.wakeAtMs < first.wakeAtMs) first = sleeper;
    }
    return first;
  }

  function wakeEarliest(untilMs: number): boolean {
    const sleeper = earliest();
    if (sleeper === undefined || sleeper.wakeAtMs > untilMs) return false;
    nowMs = Math.max(nowMs, sleeper.wakeAtMs);
    sleeper.wake();
    return true;
  }

  return {
    now: () => nowMs,
    get sleeping() {
      return [...sleepers].filter((one) => !('isLimit' in one)).length;
    },
    sleep(durationMs, signal) {
      return new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const stop = (): void => {
          sleepers.delete(sleeper);
          reject(signal.reason);
        };
        const sleeper: Sleeper = {
          wakeAtMs: nowMs + Math.max(0, durationMs),
          wake: () => {
            sleepers.delete(sleeper);
            signal.removeEventListener('abort', stop);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal.addEventListener('abort', stop, { once: true });
      });
    },
    timeout(durationMs) {
      const overdue = new AbortController();
      const limit: Limit = {
        isLimit: true,
        wakeAtMs: nowMs + durationMs,
        wake: () => {
          sleepers.delete(limit);
          overdue.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
        },
      };
      sleepers.add(limit);
      return overdue.signal;
    },
    async advance(durationMs) {
      const untilMs = nowMs + durationMs;
      // One turn of the event loop lets everything just woken run until it waits again.
      await nextTurn();
      while (wakeEarliest(untilMs)) await nextTurn();
      nowMs = untilMs;
    },
    async drive(work) {
      let over = false;
      const done = (): void => {
        over = true;
      };
      work.then(done, done);
      await nextTurn();
      while (!over) {
        if (!wakeEarliest(Number.POSITIVE_INFINITY)) throw new Error('The work waits, but nobody sleeps');
        await nextTurn();
      }
      return work;
    },
  };
}
