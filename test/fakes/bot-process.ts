import { createSecretKey, randomBytes } from 'node:crypto';
import { provideAccounts } from '../../src/app/provide-accounts.ts';
import { createEngine, type EngineSettings } from '../../src/core/jobs/engine/engine.ts';
import { createMemberJobs } from '../../src/core/jobs/manage/create-member-jobs.ts';
import type { MemberJobs } from '../../src/core/jobs/manage/member-jobs.ts';
import { Secret } from '../../src/core/model/secret.ts';
import { createOutages } from '../../src/core/outages/outages.ts';
import { type Observer, silentObserver } from '../../src/core/ports/observer.ts';
import type { Download } from '../../src/core/ports/provider.ts';
import type { Store } from '../../src/core/ports/store.ts';
import { openStore } from '../../src/core/store/open-store.ts';
import type { World } from './world.ts';

/** A further process of the bot on the database of a world: own store, accounts and engine. */
export interface BotProcess extends AsyncDisposable {
  readonly store: Store;
  readonly jobs: MemberJobs;
  /** How many status reads it has made. */
  readonly reads: () => number;
  /** Stops it in an orderly way. */
  drain(): Promise<void>;
}

/** Starts one. */
export async function startBotProcess(
  world: World,
  url: string,
  settings: {
    readonly readsPerMinute?: number;
    readonly engine?: Partial<EngineSettings>;
    /** Default: the world's. */
    readonly download?: Download;
  } = {},
): Promise<BotProcess> {
  const { clock, sandbox, dependencies } = world;
  const { log, jobLimits, notifyOwners } = dependencies;
  const { download = dependencies.download } = settings;
  let reads = 0;
  const observer: Observer = {
    ...silentObserver,
    statusRead: () => (reads += 1),
  };
  const store = await openStore({ url, clock, log });
  const outages = createOutages({ notifyOwners, clock, random: Math.random, log, observer });
  const opened = await provideAccounts({
    baseUrl: new URL(sandbox.url),
    operatorKey: new Secret(sandbox.apiKey),
    readsPerMinute: settings.readsPerMinute ?? 600,
    box: { current: createSecretKey(randomBytes(32)) },
    store,
    clock,
    log,
    observer,
    outages,
  });
  const engine = createEngine(
    {
      ...dependencies,
      download,
      store,
      accounts: opened.accounts,
      releaseKey: opened.keys.release,
      observer,
      outages,
    },
    settings.engine,
  );
  await engine.start();
  let isDrained = false;
  const drain = async (): Promise<void> => {
    if (isDrained) return;
    isDrained = true;
    await engine.drain(1e12);
    await opened.close();
  };
  return {
    store,
    jobs: createMemberJobs({ store, clock, jobLimits, takePlace: () => engine.takePlace() }),
    reads: () => reads,
    drain,
    async [Symbol.asyncDispose]() {
      await drain();
      await store.close();
    },
  };
}
