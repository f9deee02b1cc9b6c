import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Router } from 'express';
import type { MemberDefaults } from '../../core/accounts/member-defaults.ts';
import type { Clock } from '../../core/async/clock.ts';
import { runEvery } from '../../core/async/run-every.ts';
import type { FreeBytes } from '../../core/jobs/context/free-space.ts';
import type { MemberJobs } from '../../core/jobs/manage/member-jobs.ts';
import type { BoxKeys } from '../../core/model/secret-box.ts';
import type { Audio } from '../../core/ports/audio.ts';
import type { Log } from '../../core/ports/log.ts';
import type { JobRecords } from '../../core/ports/store.ts';
import { NO_SEALING, type Sealing } from '../../core/seal/sealing.ts';
import type { BudgetReader } from '../../core/wallet/limits/budget-reader.ts';
import type { Bot, CommandDispatcher } from '../bot.ts';
import { createPageAssets } from './assets/page-assets.ts';
import { createJobProgress } from './deliver/job-progress.ts';
import { createWebDelivery } from './deliver/web-delivery.ts';
import { createDesk } from './desk/desk.ts';
import { createOwnerAccess } from './desk/owner-access.ts';
import type { DeskParts } from './desk/routes.ts';
import { createPostArchive } from './files/post-archive.ts';
import { createReplyFiles } from './files/reply-files.ts';
import { createSourceFiles } from './files/source-files.ts';
import { createSpeakerNames } from './files/speaker-names.ts';
import { createUploads } from './files/uploads.ts';
import { removeOldSamples } from './files/voice-samples.ts';
import { createAccess } from './guard/access.ts';
import { secureHeaders } from './guard/headers.ts';
import { createHosts } from './guard/hosts.ts';
import { PLATFORM, TENANT } from './guard/visitor.ts';
import { createVisitors } from './guard/visitors.ts';
import { createOpenPages } from './live/open-pages.ts';
import { accessRoutes } from './routes/access.ts';
import { attachAgainRoutes } from './routes/attach-again.ts';
import { callRoutes } from './routes/calls.ts';
import { fileRoutes } from './routes/content/files.ts';
import { mixRoutes } from './routes/content/mix.ts';
import { sourceRoutes } from './routes/content/sources.ts';
import { transcriptRoutes } from './routes/content/transcripts.ts';
import { type FetchVoiceSample, voiceRoutes } from './routes/content/voices.ts';
import type { RouteContext } from './routes/context.ts';
import { jobRoutes } from './routes/jobs.ts';
import { requestLimits } from './routes/limits.ts';
import { moneyRoutes } from './routes/money.ts';
import { problemHandler, WebProblem } from './routes/problem.ts';
import { sessionRoutes } from './routes/session.ts';
import { uploadRoutes } from './routes/uploads.ts';
import { createJobViews } from './views/job-view.ts';

const SWEEP_EVERY_MS = 10 * 60_000;
/** Longer than any command should take; jobs themselves continue without the request. */
const REQUEST_DEADLINE_MS = 60_000;

/** The dependencies and settings of the playground. */
export interface WebBotSettings {
  readonly dispatcher: CommandDispatcher;
  readonly jobs: Pick<JobRecords, 'get' | 'list'>;
  /** Where a queued job stands. */
  readonly placeInLine: MemberJobs['placeInLine'];
  readonly budgetReader: Pick<BudgetReader, 'budget' | 'jobLimits' | 'prices'>;
  readonly defaults: Pick<MemberDefaults, 'of'>;
  readonly audio: Pick<Audio, 'mix'>;
  readonly fetchVoiceSample: FetchVoiceSample;
  /** The folder that holds `uploads/`, `mixes/`, `voices/` and `playground/`. */
  readonly dataDir: string;
  readonly maxAttachmentBytes: number;
  /** Default: what the system reports of the data folder's disk. */
  readonly freeBytes?: FreeBytes;
  /** Asked for once per browser. Without it only this computer has access. */
  readonly token?: string;
  /** Allowed hosts besides loopback, `host` or `host:port`. */
  readonly allowedHosts: readonly string[];
  /** Address of the playground from outside; its host is allowed, and https makes cookies `Secure`. */
  readonly publicUrl?: string;
  /** Shows a badge: nothing is charged. */
  readonly isSandbox?: boolean;
  /** What the owner's desk shows; without it there is none. */
  readonly desk?: DeskParts;
  /** Opens the desk instead of the playground's own access. Must differ from `token`. */
  readonly ownerToken?: string;
  /** Seals the cookies of members. */
  readonly keys: BoxKeys;
  /** Encrypts uploads and posts on disk; without it they stay plain, as tests may want it. */
  readonly sealing?: Sealing;
  readonly clock: Clock;
  readonly log: Log;
}

/** The playground as a bot, with the router that serves it. */
export interface WebBot extends Bot {
  /** Mount at the root of the HTTP server, after the other routes. It responds to every path. */
  readonly router: Router;
  /** Removes what was posted for these jobs. Call it when their records are removed. */
  forget(jobIds: readonly string[]): Promise<void>;
}

/** Creates the playground. Nothing runs until `start`. */
export async function createWebBot(settings: WebBotSettings): Promise<WebBot> {
  const { dispatcher, jobs, sealing = NO_SEALING, clock, log } = settings;
  const publicUrl = settings.publicUrl === undefined ? undefined : new URL(settings.publicUrl);
  const hasSecureCookies = publicUrl?.protocol === 'https:';
  const stopped = new AbortController();
  let isDraining = false;
  let sweeping = Promise.resolve();

  const mixes = join(settings.dataDir, 'mixes');
  const voices = join(settings.dataDir, 'voices');
  const posts = join(settings.dataDir, 'playground');
  const archive = createPostArchive(posts, sealing);
  const sources = createSourceFiles(posts, sealing);
  const speakerNames = createSpeakerNames(posts, sealing);
  const progress = createJobProgress();
  const uploads = createUploads({
    folder: join(settings.dataDir, 'uploads'),
    maxBytes: settings.maxAttachmentBytes,
    sealing,
    ...(settings.freeBytes && { freeBytes: settings.freeBytes }),
    clock,
  });
  const show = createJobViews({
    archive,
    sources,
    speakerNames,
    load: (id) => jobs.get(id),
    progress,
    placeInLine: settings.placeInLine,
  });
  const openPages = createOpenPages({ load: (id) => jobs.get(id), show, log });
  const visitors = createVisitors({
    keys: settings.keys,
    isSecure: hasSecureCookies,
    hasJobs: async (member) => (await jobs.list({ tenant: TENANT, member, limit: 1 })).length > 0,
    clock,
  });
  const keepSource = async (jobId: string): Promise<void> => {
    const job = await jobs.get(jobId);
    const source = job === undefined || job.request.service === 'speech' ? undefined : job.request.source;
    if (job === undefined || source?.kind !== 'attachment') return;
    const upload = await uploads.find(source);
    if (upload !== undefined) await sources.keep(job, upload);
  };
  const context: RouteContext = {
    visitors,
    isBehindProxy: publicUrl !== undefined,
    dispatcher,
    jobs,
    show,
    openPages,
    archive,
    sources,
    speakerNames,
    uploads,
    replyFiles: createReplyFiles(),
    clock,
    isDraining: () => isDraining,
    deadline: () => AbortSignal.any([stopped.signal, clock.timeout(REQUEST_DEADLINE_MS)]),
  };

  const assets = await createPageAssets();
  const router = Router();
  router.use(secureHeaders);
  router.use(
    accessRoutes(context, {
      assets,
      hosts: createHosts([...settings.allowedHosts, ...(publicUrl === undefined ? [] : [publicUrl.host])]),
      access: createAccess({ token: settings.token, hasSecureCookies, clock }),
    }),
  );
  router.use(requestLimits(context));
  if (settings.desk !== undefined) {
    router.use(
      createDesk(context, {
        parts: settings.desk,
        access: createOwnerAccess({
          token: settings.ownerToken,
          isOpenToOthers: publicUrl !== undefined || settings.allowedHosts.length > 0,
          hasSecureCookies,
          clock,
        }),
        isSandbox: settings.isSandbox ?? false,
        scripts: assets.deskScripts,
      }),
    );
  }
  router.use(
    sessionRoutes(context, {
      maxAttachmentBytes: settings.maxAttachmentBytes,
      isSandbox: settings.isSandbox ?? false,
    }),
    callRoutes(context),
    uploadRoutes(context),
    attachAgainRoutes(context),
    jobRoutes(context),
    moneyRoutes(context, settings.budgetReader, settings.defaults),
    fileRoutes(context),
    sourceRoutes(context),
    transcriptRoutes(context),
    voiceRoutes(context, { fetchSample: settings.fetchVoiceSample, folder: voices }),
    mixRoutes(context, { audio: settings.audio, folder: mixes }),
  );
  router.use(() => {
    throw new WebProblem('missing');
  });
  router.use(problemHandler(log));

  return {
    name: PLATFORM,
    router,
    adapter: createWebDelivery({ archive, progress, openPages, keepSource, clock }),
    attachments: uploads,
    notices: { tell: async (_to, text) => openPages.notify({ id: randomUUID(), text }) },
    async start() {
      // A process that was killed leaves the mix it was sending. Samples are fetched again when a member listens.
      await Promise.all([mixes, voices].map((folder) => rm(folder, { recursive: true, force: true })));
      sweeping = runEvery(
        SWEEP_EVERY_MS,
        async () => {
          await uploads.sweep();
          await removeOldSamples(voices, clock.now());
        },
        { clock, onFailure: (error) => log.warn({ error }, 'uploads-sweep-failed') },
        stopped.signal,
      );
    },
    drain() {
      isDraining = true;
    },
    async stop() {
      isDraining = true;
      stopped.abort();
      openPages.closeAll();
      await sweeping;
    },
    health: () => ({ ready: true }),
    async forget(jobIds) {
      for (const id of jobIds) {
        await archive.remove(id);
        progress.clear(id);
        openPages.jobRemoved(id);
      }
    },
  };
}
