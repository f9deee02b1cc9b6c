import type { Clock } from '../../async/clock.ts';

/** This process's hold on one job, as far as this process can know. */
export interface Lease extends Disposable {
  /** Aborts once the lease may have run out: another process may have the job now. */
  readonly lost: AbortSignal;
  /** Whether it has not run out, by the clock: after the process stood still, {@link lost} aborts a moment later. */
  isHeld(): boolean;
  /** Records that the store has renewed the lease. */
  prolong(untilMs: number): void;
}

/** Creates a lease that lasts until a moment, or longer when renewed. Disposing of it ends the watch. */
export function holdLease(clock: Clock, firstUntilMs: number): Lease {
  const lost = new AbortController();
  const over = new AbortController();
  let untilMs = firstUntilMs;
  const watch = async (): Promise<void> => {
    while (clock.now() < untilMs) await clock.sleep(untilMs - clock.now(), over.signal);
    lost.abort(new Error('The lease on the job ran out'));
  };
  // Rejects exactly when it is disposed of.
  watch().catch(() => undefined);
  return {
    lost: lost.signal,
    isHeld: () => !lost.signal.aborted && clock.now() < untilMs,
    prolong(until) {
      untilMs = until;
    },
    [Symbol.dispose]: () => over.abort(),
  };
}

/** Returns a lease for a store used by one process: no other process can claim the job. */
export function endlessLease(): Lease {
  return {
    lost: new AbortController().signal,
    isHeld: () => true,
    prolong: () => undefined,
    [Symbol.dispose]: () => undefined,
  };
}
