import type { Clock } from '../../src/core/clock.ts';
import { BotError } from '../../src/core/errors.ts';
import type { Store } from '../../src/core/store/store.ts';

/** When the database goes away, and on which side of the commit. */
export interface Outage {
  /** 1 is the first transaction after the process has started. */
  readonly transaction: number;
  /** `after`: the transaction was carried out, and only its answer is lost. */
  readonly side: 'before' | 'after';
  /** By the clock given beside it; endless when left out. */
  readonly forMs?: number;
}

/** A store seen from a process that loses its database for a while. The store beneath stays whole. */
export interface FailingStore {
  readonly store: Store;
  /** Resolves when the database has gone away. */
  readonly began: Promise<void>;
}

/** Puts an outage into the way of a process, which itself lives on. */
export function failingStore(store: Store, clock: Clock, outage: Outage): FailingStore {
  const { promise: began, resolve } = Promise.withResolvers<void>();
  let untilMs = Number.NEGATIVE_INFINITY;
  let transactions = 0;
  const refuseWhileDown = (): void => {
    if (clock.now() < untilMs) throw new BotError('ledger-unavailable', 'The database does not answer');
  };
  const begin = (): void => {
    untilMs = clock.now() + (outage.forMs ?? Number.POSITIVE_INFINITY);
    resolve();
    refuseWhileDown();
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
  return {
    began,
    store: {
      kind: store.kind,
      jobs: failing(store.jobs),
      ledger: failing(store.ledger),
      seen: failing(store.seen),
      cache: (namespace) => store.cache(namespace),
      ping: () => store.ping(),
      close: () => store.close(),
      async transaction(body) {
        refuseWhileDown();
        transactions += 1;
        const isTheOne = transactions === outage.transaction;
        if (isTheOne && outage.side === 'before') begin();
        const result = await store.transaction(body);
        if (isTheOne) begin();
        return result;
      },
    },
  };
}
