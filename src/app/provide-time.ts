import { type Clock, systemClock } from '../core/async/clock.ts';
import { createSteadyClock, type SteadyClock } from '../core/async/steady-clock.ts';
import type { NotifyOwners } from '../core/notify/notify-owners.ts';
import { createTimeWatch, type TimeWatch } from '../core/notify/time-watch.ts';
import type { Log } from '../core/ports/log.ts';
import type { Store } from '../core/ports/store.ts';

/** The time by which everything waits, and what notices that it is wrong. */
export interface ProvidedTime {
  readonly clock: SteadyClock;
  /**
   * Judges moments that others set: when a reply expires, or an event was signed. Several hosts agree on the database's
   * time, because one whose own clock is wrong would give up replies that can still be edited.
   */
  forOthers(store: Pick<Store, 'kind'>): Clock;
  /** Takes over the database's time if several hosts share it, because their own clocks differ. */
  watch(
    store: Pick<Store, 'kind' | 'clockReadings'>,
    notify: { readonly notifyOwners: NotifyOwners; readonly log: Log },
  ): Promise<TimeWatch>;
}

/** Creates the time of this process. */
export function provideTime(): ProvidedTime {
  const clock = createSteadyClock();
  return {
    clock,
    // A single host goes by the time as it is set now.
    forOthers: ({ kind }) => (kind === 'postgres' ? clock : systemClock),
    async watch({ kind, clockReadings }, { notifyOwners, log }) {
      const isShared = kind === 'postgres';
      const setTime = isShared ? () => clockReadings.now() : async () => systemClock.now();
      if (isShared) clock.set(await setTime());
      const onDrift = isShared ? { onDrift: clock.follow } : {};
      return createTimeWatch({ readings: clockReadings, clock, setTime, ...onDrift, notifyOwners, log });
    },
  };
}
