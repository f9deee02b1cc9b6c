import type { Store } from '../../src/core/ports/store.ts';
import { jobsWith } from './jobs-with.ts';

/** The save at which a process crashes, and the side of the commit. */
export interface CrashPoint {
  /** 1 is the first after the process has started: a transaction, or a job saved by itself. */
  readonly transaction: number;
  readonly side: 'before' | 'after';
}

/** A store as seen by a process that crashes at a given save. Its later calls never return. */
export interface CrashingStore {
  readonly store: Store;
  /** Resolves when the process has crashed. */
  readonly died: Promise<void>;
}

/** Makes a process crash at a save. The underlying store stays intact for the next process. */
export function crashingStore(store: Store, point: CrashPoint): CrashingStore {
  const { promise: died, resolve } = Promise.withResolvers<void>();
  let isDead = false;
  let transactions = 0;
  const never = (): Promise<never> => new Promise(() => {});
  const die = (): Promise<never> => {
    isDead = true;
    resolve();
    return never();
  };
  const mortal = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(object, name) {
        const value: unknown = Reflect.get(object, name);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]): unknown => (isDead ? never() : value.apply(object, given));
      },
    });
  const fatal = async <T>(commit: () => Promise<T>): Promise<T> => {
    if (isDead) return never();
    transactions += 1;
    const isTheOne = transactions === point.transaction;
    if (isTheOne && point.side === 'before') return die();
    const result = await commit();
    return isTheOne ? die() : result;
  };
  const jobs = mortal(store.jobs);
  return {
    died,
    store: {
      ...mortal(store),
      kind: store.kind,
      jobs: jobsWith(jobs, { save: (...saved) => fatal(() => jobs.save(...saved)) }),
      deadJobs: mortal(store.deadJobs),
      ledger: mortal(store.ledger),
      rules: mortal(store.rules),
      keys: mortal(store.keys),
      clones: mortal(store.clones),
      seen: mortal(store.seen),
      processes: mortal(store.processes),
      clockReadings: mortal(store.clockReadings),
      wake: store.wake,
      requests: mortal(store.requests),
      cache: (namespace) => store.cache(namespace),
      ping: () => store.ping(),
      close: () => store.close(),
      transaction: (body) => fatal(() => store.transaction(body)),
    },
  };
}
