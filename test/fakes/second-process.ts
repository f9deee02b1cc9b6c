import type { Bot } from '../../src/bots/bot.ts';
import { statusSources } from '../../src/core/accounts/read-provider-job.ts';
import type { Clock } from '../../src/core/async/clock.ts';
import type { JobDependencies } from '../../src/core/jobs/context/job-context.ts';
import { createEngine, type EngineSettings } from '../../src/core/jobs/engine/engine.ts';
import type { Store } from '../../src/core/ports/store.ts';
import { openStore } from '../../src/core/store/open-store.ts';
import type { LearnedDurations } from '../../src/core/watcher/learned-durations.ts';
import { createWatcher } from '../../src/core/watcher/watcher.ts';
import { fastClock } from './fast-clock.ts';
import { sharedPostgres } from './postgres.ts';
import { type ShiftableClock, shiftableClock } from './shiftable-clock.ts';
import type { World, WorldSettings } from './world.ts';

/** Looks soon, and learns nothing. */
const EAGER: LearnedDurations = {
  expect: () => ({ opensMs: 500, closesMs: 500 }),
  usualMs: () => undefined,
  learn: () => {},
};

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

/** Where both live, nothing is to go on because a slow machine lets a process count as dead. */
export const BOTH_LIVE = { aliveMs: 1e12, lookEveryMs: 500 };

/** One bot in two processes, which share a database and a platform. The first receives. */
export interface TwoProcesses<Here> extends AsyncDisposable {
  /** The first, and what both share. */
  readonly here: Here;
  /** Of the platform and the second bot. */
  readonly clock: ShiftableClock;
  /** The clocks of the first process: the platform's and that of jobs. Each can stand still. */
  readonly own: readonly StoppableClock[];
  startOther(): Promise<void>;
}

/** How a platform's bots are started. */
export interface TwoBots<Here> {
  /** Starts the first bot and all around it. `clock` is the platform's. */
  start(clock: Clock, settings: WorldPart): Promise<Here>;
  /** Starts a second bot that only delivers, on this store. */
  startOther(here: Here, store: Store, clock: Clock): Promise<Bot>;
}

/** What the first process of two is made of. */
export interface WorldPart {
  readonly world: WorldSettings;
  readonly dependencies: (dependencies: JobDependencies) => JobDependencies;
}

const SPEED_UP = 30;

/** Starts the first of two processes, on PostgreSQL. */
export async function twoProcesses<Here extends AsyncDisposable & { readonly world: World }>(
  bots: TwoBots<Here>,
  engine: Partial<EngineSettings>,
  maxJobs = 20,
): Promise<TwoProcesses<Here>> {
  await using parts = new AsyncDisposableStack();
  const url = await (await sharedPostgres()).createDatabase();
  const [clock, jobsClock] = [shiftableClock(), fastClock(SPEED_UP)];
  const open = async (): Promise<Store> => {
    const store = await openStore({ url, clock: jobsClock, sharedClock: jobsClock });
    parts.defer(() => store.close());
    return store;
  };
  const [store, other] = [await open(), await open()];
  const own = [stoppableClock(clock), stoppableClock(jobsClock)] as const;
  const jobLimits = { maxJobsPerTenant: maxJobs, maxJobsPerMember: maxJobs };
  const here = parts.use(
    await bots.start(own[0], {
      world: { store, speedUp: SPEED_UP, engine, jobLimits },
      dependencies: (dependencies) => withOwnClock(dependencies, own[1], parts),
    }),
  );
  const rest = parts.move();
  return {
    here,
    clock,
    own,
    async startOther() {
      const bot = await bots.startOther(here, other, clock);
      rest.defer(() => bot.stop());
      const { dependencies } = here.world;
      const second = { ...dependencies, store: other, clock: jobsClock, platform: () => bot };
      rest.use(await startSecondProcess(second, engine));
    },
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
}
