import type { Clock } from '../../async/clock.ts';

/** The hold that this process has on one job, as far as this process can tell. */
export interface Lease extends Disposable {
  /** Aborts once the lease may have run out: another process may have the job now. */
  readonly lost: AbortSignal;
  /** Notes that the store has prolonged it. */
  prolong(untilMs: number): void;
}

/** A lease that counts until a moment, and longer as often as it is prolonged. Disposing of it ends the watch. */
export function holdLease(clock: Clock, firstUntilMs: number): Lease {
  const lost = new AbortController();
  const over = new AbortController();
  let untilMs = firstUntilMs;
  const watch = async (): Promise<void> => {
    while (clock.now() < untilMs) await clock.sleep(untilMs - clock.now(), over.signal);
    lost.abort(new Error('The lease on the job ran out'));
  };
  // Ends with a rejection exactly when it is disposed of.
  watch().catch(() => undefined);
  return {
    lost: lost.signal,
    prolong(until) {
      untilMs = until;
    },
    [Symbol.dispose]: () => over.abort(),
  };
}

/** For a store that has one process: nobody else can take the job. */
export function endlessLease(): Lease {
  return { lost: new AbortController().signal, prolong: () => undefined, [Symbol.dispose]: () => undefined };
}
