import type { Bot } from '../bots/bot.ts';
import { COMMANDS } from '../commands/catalog.ts';
import { createCommandDispatcher } from '../commands/dispatch/command-dispatcher.ts';
import { type Config, loadSecretKey } from '../config/config.ts';
import { recognizeOwners } from '../core/accounts/bot-owners.ts';
import { createAudio } from '../core/audio/create-audio.ts';
import { findFfmpeg } from '../core/audio/ffmpeg/find-ffmpeg.ts';
import { createFolders } from '../core/jobs/context/folders.ts';
import { freeOnDisk } from '../core/jobs/context/free-space.ts';
import type { JobDependencies } from '../core/jobs/context/job-context.ts';
import { createRecordChanges } from '../core/jobs/context/record-changes.ts';
import { createEngine } from '../core/jobs/engine/engine.ts';
import { BotError } from '../core/model/errors.ts';
import { ZERO } from '../core/model/money/money.ts';
import { createDownload } from '../core/net/create-download.ts';
import { createNotifyOwners } from '../core/notify/notify-owners.ts';
import { createOutages } from '../core/outages/outages.ts';
import type { Log, LogFields } from '../core/ports/log.ts';
import { type Notices, recipientOf } from '../core/ports/notices.ts';
import { openStore } from '../core/store/open-store.ts';
import { sweepDepartures } from '../core/tenants/sweep-departures.ts';
import { createPriceCatalog } from '../core/wallet/pricing/price-catalog.ts';
import { listenProblem } from '../server/listen-problem.ts';
import { createMetrics } from '../server/metrics.ts';
import { pageRoutes } from '../server/pages/page-routes.ts';
import { createReadiness } from '../server/readiness.ts';
import { createServer } from '../server/server.ts';
import { registerStoreMetrics } from '../server/store-metrics.ts';
import { claimDataDir } from './claim-data-dir.ts';
import { greeting } from './greeting.ts';
import { lookAtAccount } from './look-at-account.ts';
import { runMaintenance } from './maintenance.ts';
import { openOwnersControl } from './owners-control.ts';
import { prepareDataDir } from './prepare-data-dir.ts';
import { provideAccounts } from './provide-accounts.ts';
import { provideAudioPod } from './provide-audiopod.ts';
import { provideBots } from './provide-bots.ts';
import { provideDesk } from './provide-desk.ts';
import { provideServices } from './provide-services.ts';
import { provideTime } from './provide-time.ts';
import { provideTracing } from './provide-tracing.ts';
import { provideWebhooks } from './provide-webhooks.ts';

const ENGINE_DRAIN_MS = 18_000;
const SERVER_CLOSE_MS = 3_000;

/** The running program. */
export interface Program {
  /** Where the HTTP server listens. */
  readonly url: string;
  /** What a person reads at the start; see greeting.ts. */
  readonly greeting: readonly string[];
  /** The greeting's facts, for the log. */
  readonly facts: LogFields;
  /** Stops accepting requests, brings running jobs to a recorded point, and releases everything. */
  drain(): Promise<void>;
}

/**
 * Wires the program together and starts it: store, core, bots, server. Nothing else wires.
 *
 * @throws when a part cannot start; the parts already started are released first.
 */
export async function startProgram(config: Config, log: Log): Promise<Program> {
  await using parts = new AsyncDisposableStack();
  const time = provideTime();
  const { clock } = time;
  // If tenants need approval, none has a budget by default.
  const limits = config.tenants === 'approved' ? { ...config.limits, tenantMonthly: ZERO } : config.limits;
  const tracing = await provideTracing(config.tracing, { clock, log });
  parts.defer(() => tracing.close());
  const { observer: metrics, registry } = createMetrics();
  const observer = tracing.observer(metrics);

  // A process that only receives needs no folder.
  if (config.role !== 'gateway') await prepareDataDir(config.dataDir);
  const ffmpegPath = await findFfmpeg({ FFMPEG_PATH: config.media.ffmpegPath, PATH: process.env['PATH'] });
  const box = await loadSecretKey(config);
  const store = await openStore({ url: config.store.url.reveal(), clock, keys: box, log });
  parts.defer(() => store.close());
  if (config.role !== 'gateway') parts.use(claimDataDir(config.dataDir));

  const provider = await provideAudioPod(config.audiopod, { ffmpegPath, dataDir: config.dataDir, log });
  parts.defer(() => provider.close());
  const bots = new Map<string, Bot>();
  const notices: Notices = {
    tell: async (to, ...rest) => botNamed(to.platform).notices.tell(to, ...rest),
  };
  const notifyOwners = createNotifyOwners({
    owners: [
      ...config.owners.map(recipientOf),
      // Everybody who can open the playground is an owner.
      ...(config.playground === undefined ? [] : [{ platform: 'web', channel: 'playground' }]),
    ],
    notices,
    seen: store.seen,
    clock,
    log,
  });
  const outages = createOutages({ notifyOwners, clock, random: Math.random, log, observer });
  const opened = await provideAccounts({
    baseUrl: provider.baseUrl,
    operatorKey: provider.apiKey,
    readsPerMinute: config.audiopod.statusReadsPerMinute,
    box,
    store,
    clock,
    log,
    observer,
    outages,
  });
  parts.defer(() => opened.close());
  const { accounts, keys } = opened;
  const { audiopod, watcher } = accounts;
  const { publicUrl, host, port } = config.http;
  const webhooks = provideWebhooks({
    // The sandbox in this process sends nothing by itself.
    ...(publicUrl !== undefined && !config.audiopod.sandbox && { publicUrl }),
    baseUrl: provider.baseUrl,
    operatorKey: provider.apiKey,
    webhooks: audiopod.webhooks,
    watcher,
    box,
    store,
    clock: time.forOthers(store),
    log,
    observer,
  });
  parts.defer(() => webhooks.close());

  const prices = createPriceCatalog({ wallet: audiopod.wallet, cache: store.cache('prices'), clock, log });
  const dependencies: JobDependencies = {
    store,
    accounts,
    download: tracing.download(
      createDownload({ apiBaseUrl: provider.baseUrl, mediaHosts: config.media.extraHosts, clock, log }),
    ),
    audio: tracing.audio(
      createAudio({ ffmpegPath, concurrency: config.media.encodeConcurrency, clock, log }),
    ),
    platform: botNamed,
    notices,
    notifyOwners,
    time: await time.watch(store, { notifyOwners, log }),
    outages,
    folders: createFolders(config.dataDir, store.sealing.fileKey, log),
    changes: createRecordChanges({ store, clock, log }),
    releaseKey: keys.release,
    limits,
    prices,
    jobLimits: {
      maxAttachmentBytes: config.media.maxAttachmentBytes,
      maxAudioMs: config.media.maxAudioMs,
      maxJobsPerTenant: config.jobs.maxPerTenant,
      maxJobsPerMember: config.jobs.maxPerMember,
      maxWaitingJobs: config.jobs.maxWaiting,
    },
    clock,
    log,
    observer,
    tracer: tracing,
  };
  const engine = createEngine(dependencies);
  const services = provideServices(dependencies, {
    keys,
    isOwner: recognizeOwners(config.owners),
    isSandbox: config.audiopod.sandbox,
    grantable: config.limits.tenantMonthly,
    takePlace: () => engine.takePlace(),
    onErased: (ids) => provided.forget(ids),
  });
  const dispatcher = createCommandDispatcher({ commands: COMMANDS, services, clock, log });
  const connections = () => [...bots.values()];
  const readiness = createReadiness({
    pingStore: () => store.ping(),
    ...(config.role !== 'gateway' && { freeBytes: () => freeOnDisk(config.dataDir) }),
    connections,
    clock,
  });
  const desk = provideDesk({ ...dependencies, services, connections, readiness }, config.dataDir);
  const figures = { jobsByStage: desk.countByStage, deadJobs: () => store.deadJobs.count() };
  registerStoreMetrics(registry, { ...figures, operatorTotals: desk.tenants.owner }, clock, log);
  const server = createServer({
    readiness,
    registry,
    ...(config.metricsToken && { metricsToken: config.metricsToken }),
    clock,
    log,
  });
  parts.defer(() => server.close(SERVER_CLOSE_MS));
  const forBots = { dispatcher, services, store, clock: time.forOthers(store), log, observer };
  const provided = await provideBots(config, { ...dependencies, ...forBots, desk });
  for (const bot of provided.all) bots.set(bot.name, bot);
  server.mount('/', await pageRoutes({ ...config.operator, retentionMs: config.jobs.retentionMs }));
  if (webhooks.router !== undefined) server.mount('/', webhooks.router);
  for (const router of provided.routers) server.mount('/', router);

  const background = new AbortController();
  // Beside the rest of the start, which takes as long.
  const account = lookAtAccount(audiopod.wallet, { isSandbox: config.audiopod.sandbox, clock, log });
  const { url } = await server.listen(host, port).catch((error: unknown) => {
    throw listenProblem(error, config.http);
  });
  for (const bot of bots.values()) {
    await bot.start(background.signal);
    parts.defer(() => bot.stop());
  }
  if (config.role !== 'gateway') await engine.start();
  // On SQLite no other process can look into the database.
  if (store.kind === 'sqlite') parts.use(await openOwnersControl(config.dataDir, dependencies));
  // A process that only receives leaves the upkeep to those that work.
  const housekeeping =
    config.role === 'gateway'
      ? undefined
      : runMaintenance(
          {
            ...dependencies,
            retentionMs: config.jobs.retentionMs,
            sweepKeys: keys.sweep,
            sweepTenants: (signal) => sweepDepartures({ ...dependencies, keys }, signal),
            onRemoved: (ids) => provided.forget(ids),
            ...(config.audiopod.sandbox ? {} : { wallet: audiopod.wallet }),
          },
          background.signal,
        );
  const watching = readiness.watch(background.signal);
  const registering = webhooks.run(background.signal);

  const running = parts.move();
  return {
    url,
    greeting: greeting({ url, hasPlayground: provided.hasPlayground, config, accountLine: await account }),
    facts: { url, store: store.kind, sandbox: config.audiopod.sandbox, bots: [...bots.keys()] },
    async drain() {
      readiness.beginDrain();
      for (const bot of bots.values()) bot.drain();
      await engine.drain(ENGINE_DRAIN_MS);
      background.abort();
      await Promise.allSettled([housekeeping, watching, registering]);
      await running.disposeAsync();
      log.info({}, 'stopped');
    },
  };

  function botNamed(name: string): Bot {
    const bot = bots.get(name);
    if (bot !== undefined) return bot;
    throw new BotError('cannot-deliver', `No ${name} runs in this process`);
  }
}
