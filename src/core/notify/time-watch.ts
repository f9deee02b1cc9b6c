import type { Clock } from '../async/clock.ts';
import type { Log } from '../ports/log.ts';
import type { ClockReadings } from '../ports/processes.ts';
import { translate } from '../text/words.ts';
import type { NotifyOwners } from './notify-owners.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A smaller difference comes from slow answers and from clocks that are being corrected. */
const SMALLEST_JUMP_MS = MINUTE_MS;
/** From this step on, whether a process was renewed in time cannot be told for a while. */
const SMALLEST_STEP_MS = 2 * SECOND_MS;
/** After a longer stop, nobody can tell whether time has passed or the clock is wrong. */
const LONGEST_STOP_MS = DAY_MS;
/** So long a stop is unusual enough to ask owners. */
const UNUSUAL_STOP_MS = 7 * DAY_MS;
/** How long an owner then has to correct the clock before anything is removed for its age. */
const GRACE_MS = 6 * HOUR_MS;
const NOTE_EVERY_MS = MINUTE_MS;

/** Notices that the clock is wrong, so that nothing is removed, written off or taken away because of it. */
export interface TimeWatch {
  /**
   * Compares the time with what has passed since the last reading. Called at the start, then now and then.
   *
   * @returns `back` if the clock was set back while no process ran: what waits for a moment must look again.
   */
  check(): Promise<'back' | undefined>;
  /** Whether what is old is old enough to act on, as of the last check. */
  isSure(): boolean;
  /** When the time was last set while this process ran, on its own clock. */
  lastStepAtMs(): number;
}

/** Creates the watch. Owners are notified of a jump once. */
export function createTimeWatch(parts: {
  readonly readings: ClockReadings;
  /** Never steps; see steady-clock.ts. */
  readonly clock: Pick<Clock, 'now'>;
  /** Returns the time as it is set now: the database's, or the computer's. */
  readonly setTime: () => Promise<number>;
  /** Called with how far the time is ahead of the clock while neither jumps, so that they don't drift apart. */
  readonly onDrift?: (aheadMs: number) => void;
  readonly notifyOwners: NotifyOwners;
  readonly log: Log;
}): TimeWatch {
  const { readings, clock, setTime, onDrift, notifyOwners, log } = parts;
  let isStarted = false;
  let isJumping = false;
  let unsureUntilMs: number | undefined;
  let aheadMs: number | undefined;
  let stepAtMs = Number.NEGATIVE_INFINITY;
  let notedAtMs = Number.NEGATIVE_INFINITY;

  const tell = async (what: 'ahead' | 'back' | 'jumped', jumpMs: number): Promise<void> => {
    log.error({ what, jumpMs }, 'clock-jumped');
    const hours = Math.abs(Math.round((jumpMs / HOUR_MS) * 10) / 10);
    await notifyOwners({
      about: `clock-${what}`,
      everyMs: DAY_MS,
      text: translate('en', `notice.clock-${what}`, { hours, grace: GRACE_MS / HOUR_MS }),
    });
  };

  /** Compares with the last process's reading. */
  const start = async (): Promise<'back' | undefined> => {
    const last = await readings.last();
    isStarted = true;
    if (last === undefined) return undefined;
    const passedMs = clock.now() - last.seenAtMs;
    unsureUntilMs = last.unsureUntilMs;
    if (passedMs > LONGEST_STOP_MS) unsureUntilMs = clock.now() + GRACE_MS;
    if (passedMs > UNUSUAL_STOP_MS) await tell('ahead', passedMs);
    if (passedMs >= -SMALLEST_JUMP_MS) return undefined;
    // What the wrong time had held up may go on.
    unsureUntilMs = undefined;
    await tell('back', passedMs);
    return 'back';
  };

  const compare = async (): Promise<void> => {
    const beforeMs = aheadMs;
    aheadMs = (await setTime()) - clock.now();
    if (beforeMs !== undefined && Math.abs(aheadMs - beforeMs) >= SMALLEST_STEP_MS) stepAtMs = clock.now();
    const isWrong = Math.abs(aheadMs) >= SMALLEST_JUMP_MS;
    if (isWrong && !isJumping) await tell('jumped', aheadMs);
    if (!isWrong && isJumping) log.info({}, 'clock-right-again');
    isJumping = isWrong;
    if (!isWrong) onDrift?.(aheadMs);
  };

  return {
    isSure: () => isStarted && !isJumping && (unsureUntilMs === undefined || clock.now() >= unsureUntilMs),
    lastStepAtMs: () => stepAtMs,
    async check() {
      const change = isStarted ? undefined : await start();
      await compare();
      if (clock.now() - notedAtMs >= NOTE_EVERY_MS) {
        notedAtMs = clock.now();
        await readings.note({ seenAtMs: notedAtMs, ...(unsureUntilMs !== undefined && { unsureUntilMs }) });
      }
      return change;
    },
  };
}
