import { uptime } from 'node:os';
import { type Clock, systemClock } from './clock.ts';

/** Where a {@link SteadyClock} reads from; for tests. All in milliseconds. */
export interface ClockReadings {
  /** The computer's time of day, which can be set. */
  wall(): number;
  /** Counts while the computer runs, and stands still while it sleeps. */
  running(): number;
  /** Counts while the computer sleeps as well. */
  uptime(): number;
}

/** A clock that never steps: setting the computer's clock changes nothing about waits in progress. */
export interface SteadyClock extends Clock {
  /** Takes over another clock's time. Only before anything waits. */
  set(nowMs: number): void;
  /** Comes nearer to another clock, by so little that nothing notices: the two drift apart in the long run. */
  follow(aheadMs: number): void;
}

const SYSTEM: ClockReadings = {
  wall: () => Date.now(),
  running: () => performance.now(),
  uptime: () => uptime() * 1_000,
};
/** By how much the clock is corrected at once. */
const MOST_CORRECTED_MS = 50;
/** A shorter sleep is not looked for: uptime is only exact to a second. */
const SHORTEST_SLEEP_MS = 5_000;

/**
 * Creates a clock that starts with the computer's time and then counts what passes, sleep included. Whether the
 * computer's clock was set since is for `createTimeWatch` to notice.
 */
export function createSteadyClock(readings: ClockReadings = SYSTEM): SteadyClock {
  let offsetMs = readings.wall() - readings.running();
  let sleptMs = readings.uptime() - readings.running();
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  let latestMs = Number.NEGATIVE_INFINITY;
  const now = (): number => {
    const runningMs = readings.running();
    // Asking for the uptime is a system call, so it is only asked when the clocks differ, and not all the time.
    const mayHaveSlept = readings.wall() - (runningMs + offsetMs) >= SHORTEST_SLEEP_MS;
    if (mayHaveSlept && runningMs - lookedAtMs >= 1_000) {
      lookedAtMs = runningMs;
      const asleepMs = readings.uptime() - runningMs - sleptMs;
      if (asleepMs >= SHORTEST_SLEEP_MS - 1_000) {
        offsetMs += asleepMs;
        sleptMs += asleepMs;
      }
    }
    // A correction never takes it back.
    latestMs = Math.max(latestMs, Math.round(runningMs + offsetMs));
    return latestMs;
  };
  return {
    ...systemClock,
    now,
    set(nowMs) {
      offsetMs += nowMs - now();
      latestMs = Number.NEGATIVE_INFINITY;
    },
    follow(aheadMs) {
      offsetMs += Math.max(-MOST_CORRECTED_MS, Math.min(MOST_CORRECTED_MS, aheadMs));
    },
  };
}
