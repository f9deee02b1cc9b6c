import { cpus } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

/** Share of all cores that other processes may use during a measurement. */
const QUIET_SHARE = 0.15;
const LOOK_MS = 1_000;
const QUIET_LOOKS = 3;
const GIVE_UP_MS = 180_000;

/**
 * Waits until the machine has been almost idle for three seconds, because figures of a busy one mean nothing.
 *
 * The load average does not show that: for a minute it still includes the benchmark before.
 *
 * @returns the share of the cores in use, from 0 to 1; above 0.15 when it did not get quiet within three
 * minutes.
 */
export async function waitForQuiet(): Promise<number> {
  const endMs = performance.now() + GIVE_UP_MS;
  let quietLooks = 0;
  let share = 1;
  while (quietLooks < QUIET_LOOKS && performance.now() < endMs) {
    const before = spent();
    await pause(LOOK_MS);
    const after = spent();
    share = 1 - (after.idleMs - before.idleMs) / Math.max(1, after.totalMs - before.totalMs);
    quietLooks = share <= QUIET_SHARE ? quietLooks + 1 : 0;
  }
  return share;
}

/** Whether the machine is too busy to trust the figures. */
export function isBusy(share: number): boolean {
  return share > QUIET_SHARE;
}

/** Returns the time of all cores together since the machine was started. */
function spent(): { readonly idleMs: number; readonly totalMs: number } {
  const times = cpus().map((core) => core.times);
  const idleMs = times.reduce((sum, { idle }) => sum + idle, 0);
  const totalMs = times.reduce(
    (sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq,
    0,
  );
  return { idleMs, totalMs };
}
