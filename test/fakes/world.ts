import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClock } from '../../sandbox/clock.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts';
import { type ProvidedAccounts, provideAccounts } from '../../src/app/provide-accounts.ts';
import { provideServices } from '../../src/app/provide-services.ts';
import { COMMANDS } from '../../src/commands/catalog.ts';
import {
  type CommandDispatcher,
  createCommandDispatcher,
} from '../../src/commands/dispatch/command-dispatcher.ts';
import type { Services } from '../../src/commands/framework/command.ts';
import type { IsOwner } from '../../src/core/accounts/bot-owners.ts';
import type { Clock } from '../../src/core/async/clock.ts';
import { createAudio } from '../../src/core/audio/create-audio.ts';
import { createFolders } from '../../src/core/jobs/context/folders.ts';
import type { JobDependencies, JobLimits } from '../../src/core/jobs/context/job-context.ts';
import { createRecordChanges } from '../../src/core/jobs/context/record-changes.ts';
import { silentTracer } from '../../src/core/jobs/context/tracer.ts';
import { createEngine, type Engine, type EngineSettings } from '../../src/core/jobs/engine/engine.ts';
import type { MemberJobs } from '../../src/core/jobs/manage/member-jobs.ts';
import { isJobOver, type Job } from '../../src/core/model/job/job.ts';
import type { Origin } from '../../src/core/model/job/origin.ts';
import type {
  MusicRequest,
  SpeechRequest,
  StemsRequest,
  TranscriptionRequest,
} from '../../src/core/model/job/request.ts';
import { fromDollars, type MicroDollars } from '../../src/core/model/money/money.ts';
import type { MoneyLimits } from '../../src/core/model/money/spending-rules.ts';
import { Secret } from '../../src/core/model/secret.ts';
import { createDownload } from '../../src/core/net/create-download.ts';
import { createNotifyOwners } from '../../src/core/notify/notify-owners.ts';
import { createTimeWatch } from '../../src/core/notify/time-watch.ts';
import { createOutages } from '../../src/core/outages/outages.ts';
import type { PostLimits } from '../../src/core/ports/delivery.ts';
import { type Log, silentLog } from '../../src/core/ports/log.ts';
import type { Recipient } from '../../src/core/ports/notices.ts';
import { type Observer, silentObserver } from '../../src/core/ports/observer.ts';
import type { Store } from '../../src/core/ports/store.ts';
import { openStore } from '../../src/core/store/open-store.ts';
import { createPriceCatalog, type PriceCatalog } from '../../src/core/wallet/pricing/price-catalog.ts';
import { ffmpegPath } from '../fixtures/ffmpeg-path.ts';
import { experiencedMs, fastClock } from './fast-clock.ts';
import { patientClock } from './patient-clock.ts';
import { type FakePlatform, fakePlatform } from './platform.ts';
import { rememberedAudio } from './remembered-audio.ts';
import { HUNG_MS, until } from './until.ts';

/** Limits wide enough not to matter unless a test narrows them. */
export const WIDE_LIMITS: MoneyLimits = {
  operatorMonthly: fromDollars(50),
  operatorDaily: null,
  tenantMonthly: fromDollars(10),
  tenantDaily: null,
  memberDaily: fromDollars(5),
  perJob: fromDollars(2),
  perLink: fromDollars(0.5),
  links: true,
  personalMonthly: fromDollars(0),
};

/** Likewise, of jobs. */
export const WIDE_CAPS: JobLimits = {
  maxAttachmentBytes: 50 * 1024 ** 2,
  maxAudioMs: 20 * 60_000,
  maxJobsPerTenant: 20,
  maxJobsPerMember: 20,
  maxWaitingJobs: 10_000,
};

/** So long, however fast the clock is, that no process in a test counts as dead. */
const ALIVE_MS = 1e12;

/** The origin of a request. */
export const ORIGIN: Origin = {
  platform: 'fake',
  tenant: 'fake:tenant',
  channel: 'channel',
  member: 'fake:member',
  locale: 'en',
  visibility: 'public',
  reply: '',
};

/** The bot owner. */
export const OWNER: Recipient = { platform: 'fake', member: 'fake:owner' };

/** How a world differs from the usual one. */
export interface WorldSettings {
  readonly limits?: Partial<MoneyLimits>;
  /** Default: the prices the sandbox publishes. */
  readonly prices?: PriceCatalog;
  readonly jobLimits?: Partial<JobLimits>;
  readonly ffmpegPath?: string;
  readonly speedUp?: number;
  /** Intervals of the engine, for tests about them. */
  readonly engine?: Partial<EngineSettings>;
  readonly postLimits?: Partial<PostLimits>;
  /** Receives the log of the bot's parts; silent by default. */
  readonly log?: Log;
  /** Hears what is to be counted; nobody by default. */
  readonly observer?: Observer;
  /** What owners grant a tenant with one press; by default what tenants have. */
  readonly grantable?: MicroDollars;
  /** Who is the bot owner; by default no caller. */
  readonly isOwner?: IsOwner;
  /** Runs on this store instead of its own SQLite file; the caller closes it. */
  readonly store?: Store;
}

/** The whole bot without a real platform: real store, ffmpeg, client and watcher against a real sandbox. */
export interface World extends AsyncDisposable {
  readonly folder: string;
  readonly sandbox: Sandbox;
  readonly store: Store;
  readonly clock: Clock;
  readonly platform: FakePlatform;
  /** The services of commands in the current process. */
  readonly services: Services;
  /** The dispatcher that platforms send commands to: always that of the current process. */
  readonly desk: CommandDispatcher;
  readonly jobs: MemberJobs;
  /** Ids of jobs whose deletion was reported. */
  readonly erased: readonly string[];
  readonly dependencies: JobDependencies;
  /** The engine of the current process. */
  engine(): Engine;
  /** Drains the process and starts another on the same store. */
  restart(change?: (dependencies: JobDependencies) => JobDependencies): Promise<void>;
  /** The same, but the old process gets no chance to finish anything. */
  kill(change?: (dependencies: JobDependencies) => JobDependencies): Promise<void>;
  /** Resolves with the record once the job has ended, or once `isEnough` returns true. */
  settled(id: string, isEnough?: (job: Job) => boolean): Promise<Job>;
}

/** Starts a world. `change` replaces parts of it. */
export async function startWorld(
  settings: WorldSettings = {},
  change: (dependencies: JobDependencies) => JobDependencies = (dependencies) => dependencies,
): Promise<World> {
  const { speedUp = 20, log = silentLog, observer = silentObserver } = settings;
  const folder = await mkdtemp(join(tmpdir(), 'world-'));
  const clock = fastClock(speedUp);
  const ffmpeg = await ffmpegPath();
  const sandbox = await startSandbox({
    port: 0,
    ffmpegPath: ffmpeg,
    dataDir: join(folder, 'sandbox'),
    clock: createClock({ speedUp, realMs: experiencedMs }),
  });
  const store = settings.store ?? (await openStore({ url: `sqlite://${folder}/bot.sqlite`, clock }));
  const platform = await fakePlatform(settings.postLimits);
  const baseUrl = new URL(sandbox.url);

  const box = { current: createSecretKey(randomBytes(32)) };
  let opened: ProvidedAccounts;
  const build = async (): Promise<JobDependencies> => {
    const notifyOwners = createNotifyOwners({
      owners: [OWNER],
      notices: platform.notices,
      seen: store.seen,
      clock,
      log,
    });
    const outages = createOutages({
      notifyOwners,
      clock,
      random: Math.random,
      log,
      observer,
    });
    opened = await provideAccounts({
      baseUrl,
      operatorKey: new Secret(sandbox.apiKey),
      readsPerMinute: 600,
      box,
      store,
      clock,
      log,
      observer,
      outages,
    });
    return {
      store,
      accounts: opened.accounts,
      // Their waits are short, and their work takes as long as it takes.
      download: createDownload({ apiBaseUrl: baseUrl, mediaHosts: [], clock: patientClock }),
      audio:
        settings.ffmpegPath === undefined
          ? rememberedAudio(createAudio({ ffmpegPath: ffmpeg, concurrency: 2, clock: patientClock }))
          : createAudio({ ffmpegPath: settings.ffmpegPath, concurrency: 2, clock: patientClock }),
      platform: () => platform,
      folders: createFolders(folder),
      changes: createRecordChanges({ store, clock, log }),
      releaseKey: opened.keys.release,
      notices: platform.notices,
      notifyOwners,
      time: createTimeWatch({
        readings: store.clockReadings,
        clock,
        setTime: async () => clock.now(),
        notifyOwners,
        log,
      }),
      outages,
      limits: { ...WIDE_LIMITS, ...settings.limits },
      prices:
        settings.prices ??
        createPriceCatalog({
          wallet: opened.accounts.audiopod.wallet,
          cache: store.cache('prices'),
          clock,
          log,
        }),
      jobLimits: { ...WIDE_CAPS, ...settings.jobLimits },
      clock,
      log,
      observer,
      tracer: silentTracer,
    };
  };

  let dependencies: JobDependencies;
  let engine: Engine;
  let services: Services;
  let desk: CommandDispatcher;
  const erased: string[] = [];
  const begin = async (changeNow: (dependencies: JobDependencies) => JobDependencies): Promise<void> => {
    dependencies = changeNow(await build());
    engine = createEngine(dependencies, {
      aliveMs: ALIVE_MS,
      lookEveryMs: 1_000 * speedUp,
      ...settings.engine,
    });
    // A test's replacement of the store is only for the engine: requests of people are stored all the same.
    services = provideServices(
      { ...dependencies, store },
      {
        keys: opened.keys,
        isOwner: settings.isOwner ?? (() => false),
        ...(settings.grantable !== undefined && { grantable: settings.grantable }),
        takePlace: () => engine.takePlace(),
        onErased: async (ids) => {
          erased.push(...ids);
        },
      },
    );
    desk = createCommandDispatcher({ commands: COMMANDS, services, clock, log });
    await engine.start();
  };
  const stop = async (deadlineMs: number): Promise<void> => {
    await engine.drain(deadlineMs);
    await opened.close();
  };
  await begin(change);

  return {
    folder,
    sandbox,
    store,
    clock,
    platform,
    get dependencies() {
      return dependencies;
    },
    get services() {
      return services;
    },
    desk: {
      describe: (locale) => desk.describe(locale),
      choices: (...asked) => desk.choices(...asked),
      mayManage: (...asked) => desk.mayManage(...asked),
      zoneOf: (...asked) => desk.zoneOf(...asked),
      run: (...asked) => desk.run(...asked),
      press: (...asked) => desk.press(...asked),
    },
    get jobs() {
      return services.jobs;
    },
    erased,
    engine: () => engine,
    async restart(changeAgain = (same) => same) {
      await stop(HUNG_MS * speedUp);
      await begin(changeAgain);
    },
    async kill(changeAgain = (same) => same) {
      await stop(1);
      await begin(changeAgain);
    },
    async settled(id, isEnough = isJobOver) {
      let job: Job | undefined;
      return until(
        () => `the job is settled: ${JSON.stringify(job?.history)}`,
        async () => {
          job = await store.jobs.get(id);
          return job !== undefined && isEnough(job) && job;
        },
      );
    },
    async [Symbol.asyncDispose]() {
      await stop(HUNG_MS * speedUp);
      await sandbox.close();
      if (settings.store === undefined) await store.close();
      await platform[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Returns a speech request. */
export function speech(text = 'Hello from the test, this is a voice.'): SpeechRequest {
  return {
    service: 'speech',
    text: { kind: 'inline', text },
    voice: { id: 'aura', name: 'Aura' },
    speed: 1,
    as: 'file',
  };
}

/** Returns a request for the stems of an attached song. */
export function stemsOf(source: StemsRequest['source'], mode: StemsRequest['mode'] = 'two'): StemsRequest {
  return { service: 'stems', source, mode };
}

/** Returns a music request. */
export function music(change: Partial<MusicRequest> = {}): MusicRequest {
  return { service: 'music', task: 'text2music', prompt: 'A slow piano', durationSeconds: 2, ...change };
}

/** Returns a transcription request, for plain text unless `change` sets another format. */
export function transcriptOf(
  source: TranscriptionRequest['source'],
  change: Partial<TranscriptionRequest> = {},
): TranscriptionRequest {
  return { service: 'transcription', source, format: 'txt', speakers: false, words: false, ...change };
}
