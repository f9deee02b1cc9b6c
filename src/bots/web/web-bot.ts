import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Router } from 'express';
import type { MemberDefaults } from '../../core/accounts/member-defaults.ts';
import type { Clock } from '../../core/async/clock.ts';
import { runEvery } from '../../core/async/run-every.ts';
import type { Log } from '../../core/ports/log.ts';
import type { JobRecords } from '../../core/ports/store.ts';
import type { BudgetReader } from '../../core/wallet/limits/budget-reader.ts';
import type { Bot, CommandDispatcher } from '../bot.ts';
import { createAudience } from './audience.ts';
import { createAccess } from './guard/access.ts';
import { secureHeaders } from './guard/headers.ts';
import { createHosts } from './guard/hosts.ts';
import { PLATFORM } from './guard/visitor.ts';
import { createJobViews } from './job-view.ts';
import { createPostArchive } from './post-archive.ts';
import { problemHandler, WebProblem } from './problem.ts';
import { createProgressBoard } from './progress-board.ts';
import { createReplyFiles } from './reply-files.ts';
import { callRoutes } from './routes/calls.ts';
import { entranceRoutes } from './routes/entrance.ts';
import { fileRoutes } from './routes/files.ts';
import { jobRoutes } from './routes/jobs.ts';
import { moneyRoutes } from './routes/money.ts';
import type { RouteParts } from './routes/parts.ts';
import { sessionRoutes } from './routes/session.ts';
import { uploadRoutes } from './routes/uploads.ts';
import { createUploads } from './uploads.ts';
import { createWebDelivery } from './web-courier.ts';

const SWEEP_EVERY_MS = 10 * 60_000;
/** Longer than any answer of the desk should take; jobs themselves run on without the request. */
const REQUEST_DEADLINE_MS = 60_000;

/** What the playground is made from. */
export interface WebBotSettings {
  readonly desk: CommandDispatcher;
  readonly jobs: Pick<JobRecords, 'get' | 'list' | 'waitingBefore'>;
  readonly budgetReader: Pick<BudgetReader, 'budget' | 'perJob' | 'prices'>;
  readonly defaults: Pick<MemberDefaults, 'of'>;
  /** Holds `uploads/` and `playground/`. */
  readonly dataDir: string;
  readonly maxAttachmentBytes: number;
  /** Asked for once per browser. Without it only this computer is let in. */
  readonly token?: string;
  /** Hosts besides loopback the playground answers under, `host` or `host:port`. */
  readonly allowedHosts: readonly string[];
  /** Where the playground is reached from outside; its host is allowed, and https makes cookies `Secure`. */
  readonly publicUrl?: string;
  /** Shows a badge saying that nothing is charged. */
  readonly isSandbox?: boolean;
  readonly clock: Clock;
  readonly log: Log;
}

/** The playground as a bot, and the router that serves it. */
export interface WebBot extends Bot {
  /** Mount at the root of the HTTP server, after the other routes. Answers every path it is asked for. */
  readonly router: Router;
  /** Removes what was posted for these jobs, when their records are removed. */
  forget(jobIds: readonly string[]): Promise<void>;
}

/** Makes the playground. Nothing runs until `start`. */
export async function createWebBot(settings: WebBotSettings): Promise<WebBot> {
  const { desk, jobs, clock, log } = settings;
  const publicUrl = settings.publicUrl === undefined ? undefined : new URL(settings.publicUrl);
  const hasSecureCookies = publicUrl?.protocol === 'https:';
  const stopped = new AbortController();
  let isDraining = false;
  let sweeping = Promise.resolve();

  const archive = createPostArchive(join(settings.dataDir, 'playground'));
  const board = createProgressBoard();
  const uploads = createUploads({
    folder: join(settings.dataDir, 'uploads'),
    maxBytes: settings.maxAttachmentBytes,
    clock,
  });
  const show = createJobViews({ archive, board, jobs });
  const audience = createAudience({ load: (id) => jobs.get(id), show, log });
  const parts: RouteParts = {
    desk,
    jobs,
    show,
    audience,
    archive,
    uploads,
    replyFiles: createReplyFiles(),
    clock,
    isDraining: () => isDraining,
    deadline: () => AbortSignal.any([stopped.signal, clock.timeout(REQUEST_DEADLINE_MS)]),
  };

  const router = Router();
  router.use(secureHeaders);
  router.use(
    await entranceRoutes({
      hosts: createHosts([...settings.allowedHosts, ...(publicUrl === undefined ? [] : [publicUrl.host])]),
      access: createAccess({ token: settings.token, hasSecureCookies, clock }),
    }),
  );
  router.use(
    sessionRoutes(parts, {
      maxAttachmentBytes: settings.maxAttachmentBytes,
      isSandbox: settings.isSandbox ?? false,
      hasSecureCookies,
    }),
    callRoutes(parts),
    uploadRoutes(parts),
    jobRoutes(parts),
    moneyRoutes(settings.budgetReader, settings.defaults, clock),
    fileRoutes(parts),
  );
  router.use(() => {
    throw new WebProblem('missing');
  });
  router.use(problemHandler(log));

  return {
    name: PLATFORM,
    router,
    adapter: createWebDelivery({ archive, board, audience, clock }),
    attachments: uploads,
    notices: { tell: async (_to, text) => audience.told({ id: randomUUID(), text }) },
    async start() {
      sweeping = runEvery(
        SWEEP_EVERY_MS,
        () => uploads.sweep(),
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
      audience.dismiss();
      await sweeping;
    },
    health: () => ({ ready: true }),
    async forget(jobIds) {
      for (const id of jobIds) {
        await archive.remove(id);
        board.clear(id);
        audience.gone(id);
      }
    },
  };
}
