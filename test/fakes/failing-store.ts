import type { Clock } from '../../src/core/async/clock.ts';
import { BotError } from '../../src/core/model/errors.ts';
import type { Store } from '../../src/core/ports/store.ts';
import { jobsWith } from './jobs-with.ts';

/** When the database becomes unavailable, and the side of the commit. */
export interface Outage {
  /** 1 is the first after the process has started: a transaction, or a job saved by itself. */
  readonly transaction: number;
  /** `after`: the transaction was carried out, and only its result is lost. */
  readonly side: 'before' | 'after';
  /** By the clock passed with it. */
  readonly forMs: number;
}

/** A store as seen by a process that loses its database for a while. The underlying store stays intact. */
export interface FailingStore {
  readonly store: Store;
  /** Makes the database unavailable now. */
  goAway(forMs: number): void;
}

/** Adds an outage to the store of a process, which itself keeps running. */
export function failingStore(store: Store, clock: Clock, outage?: Outage): FailingStore {
  let untilMs = Number.NEGATIVE_INFINITY;
  let transactions = 0;
  const refuseWhileDown = (): void => {
    if (clock.now() < untilMs) throw new BotError('ledger-unavailable', 'The database does not answer');
  };
  const goAway = (forMs: number): void => {
    untilMs = clock.now() + forMs;
  };
  const failing = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(object, name) {
        const value: unknown = Reflect.get(object, name);
        if (typeof value !== 'function') return value;
        return async (...given: unknown[]): Promise<unknown> => {
          refuseWhileDown();
          return value.apply(object, given);
        };
      },
    });
  const counted = async <T>(commit: () => Promise<T>): Promise<T> => {
    refuseWhileDown();
    transactions += 1;
    const now = outage?.transaction === transactions ? outage : undefined;
    if (now?.side === 'before') goAway(now.forMs);
    refuseWhileDown();
    const result = await commit();
    if (now?.side === 'after') goAway(now.forMs);
    refuseWhileDown();
    return result;
  };
  return {
    goAway,
    store: {
      kind: store.kind,
      sealing: store.sealing,
      sealPlain: store.sealPlain,
      jobs: jobsWith(failing(store.jobs), { save: (...saved) => counted(() => store.jobs.save(...saved)) }),
      deadJobs: failing(store.deadJobs),
      ledger: failing(store.ledger),
      rules: failing(store.rules),
      keys: failing(store.keys),
      clones: failing(store.clones),
      departures: failing(store.departures),
      seen: failing(store.seen),
      overview: failing(store.overview),
      webhookEndpoints: failing(store.webhookEndpoints),
      installations: failing(store.installations),
      signals: store.signals,
      processes: failing(store.processes),
      clockReadings: failing(store.clockReadings),
      takeDuty: (...duty) => failing({ take: store.takeDuty }).take(...duty),
      wake: store.wake,
      requests: failing(store.requests),
      forgotten: failing(store.forgotten),
      cache: (namespace) => store.cache(namespace),
      ping: () => store.ping(),
      close: () => store.close(),
      transaction: (body) => counted(() => store.transaction(body)),
    },
  };
}
