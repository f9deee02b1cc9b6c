import { statusSources } from '../../src/core/accounts/read-provider-job.ts';
import type { Clock } from '../../src/core/async/clock.ts';
import type { JobDependencies } from '../../src/core/jobs/context/job-context.ts';
import { createEngine, type EngineSettings } from '../../src/core/jobs/engine/engine.ts';
import type { Store } from '../../src/core/ports/store.ts';
import { openStore } from '../../src/core/store/open-store.ts';
import type { LearnedDurations } from '../../src/core/watcher/learned-durations.ts';
import { createWatcher } from '../../src/core/watcher/watcher.ts';
import { fastClock } from './fast-clock.ts';
import type { TestPostgres } from './postgres.ts';
import { type ShiftableClock, shiftableClock } from './shiftable-clock.ts';

/** Looks soon, and learns nothing. */
const EAGER: LearnedDurations = { expect: () => ({ opensMs: 500, closesMs: 500 }), learn: () => {} };

/**
 * Gives the parts of a process a clock of its own, by which it also watches AudioPod.
 *
 * @param owned ends the watching.
 */
export function withOwnClock(
  dependencies: JobDependencies,
  clock: Clock,
  owned: AsyncDisposableStack,
): JobDependencies {
  const { accounts } = dependencies;
  const watcher = createWatcher({
    services: statusSources(accounts.audiopod),
    readsPerMinute: 600,
    clock,
    random: Math.random,
    durations: EAGER,
  });
  owned.defer(() => watcher.close());
  return { ...dependencies, clock, accounts: { ...accounts, watcher } };
}

/** Starts the engine of a second process. Disposing of it drains it. */
export async function startSecondProcess(
  dependencies: JobDependencies,
  settings: Partial<EngineSettings>,
): Promise<AsyncDisposable> {
  const owned = new AsyncDisposableStack();
  const engine = createEngine(withOwnClock(dependencies, dependencies.clock, owned), settings);
  owned.defer(() => engine.drain(1e12));
  await engine.start();
  return owned;
}

/** A clock that can stand still, as that of a stopped process does. */
export interface StoppableClock extends Clock {
  stop(): void;
  /** Goes on: whatever has become due in the meantime happens now. */
  resume(): void;
}

/** Creates a clock that stands still while it is stopped. */
export function stoppableClock(clock: Clock): StoppableClock {
  let going = Promise.resolve();
  let resume = (): void => {};
  return {
    now: () => clock.now(),
    async sleep(durationMs, signal) {
      await clock.sleep(durationMs, signal);
      await going;
    },
    timeout: (durationMs) => clock.timeout(durationMs),
    stop() {
      const { promise, resolve } = Promise.withResolvers<void>();
      going = promise;
      resume = resolve;
    },
    resume: () => resume(),
  };
}

/** Two stores on one new database, and the clocks of the two processes that use them. */
export interface TwoStores extends AsyncDisposable {
  /** Of the platform and the second bot. */
  readonly clock: ShiftableClock;
  /** Of jobs, in both processes. */
  readonly jobsClock: Clock;
  /** The clocks of the first process: the platform's and that of jobs. Each can stand still. */
  readonly own: readonly [StoppableClock, StoppableClock];
  readonly store: Store;
  readonly other: Store;
}

/** Opens them. */
export async function openTwoStores(server: TestPostgres, speedUp: number): Promise<TwoStores> {
  await using parts = new AsyncDisposableStack();
  const url = await server.createDatabase();
  const [clock, jobsClock] = [shiftableClock(), fastClock(speedUp)];
  const open = async (): Promise<Store> => {
    const store = await openStore({ url, clock: jobsClock, sharedClock: jobsClock });
    parts.defer(() => store.close());
    return store;
  };
  const [store, other] = [await open(), await open()];
  const opened = parts.move();
  return {
    clock,
    jobsClock,
    own: [stoppableClock(clock), stoppableClock(jobsClock)],
    store,
    other,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
