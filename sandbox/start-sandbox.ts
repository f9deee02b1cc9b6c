import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { Accounts } from './accounts.ts';
import { createApp } from './app.ts';
import { createFfmpeg } from './audio/run-ffmpeg.ts';
import { authRoutes } from './auth-routes.ts';
import { createClock, type SandboxClock } from './clock.ts';
import { type Control, createControl } from './control/control.ts';
import { controlRoutes } from './control/control-routes.ts';
import { FaultList } from './faults/fault-list.ts';
import { fileRoutes } from './files/file-routes.ts';
import { FileStore } from './files/file-store.ts';
import { createLinkMaker } from './files/output-links.ts';
import { healthRoutes } from './health-routes.ts';
import { createRateLimitHeaders } from './http/rate-limit-headers.ts';
import { RequestLog } from './http/request-log.ts';
import { openServices } from './services.ts';
import { SettingsHolder, type SettingsPatch } from './settings.ts';
import { DEFAULT_TIMING, type Timing } from './timing.ts';
import { topUpRoutes } from './wallet/top-up-routes.ts';
import { walletRoutes } from './wallet/wallet-routes.ts';
import { Deliveries } from './webhooks/deliveries.ts';
import { Endpoints } from './webhooks/endpoints.ts';
import { sendJobEvent } from './webhooks/job-events.ts';
import { webhookRoutes } from './webhooks/webhook-routes.ts';

/** How to start a sandbox. */
export interface SandboxOptions {
  /** 0 picks a free port. */
  readonly port: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  readonly ffmpegPath: string;
  /** The sandbox creates its own folder in this one; `close` removes it. */
  readonly dataDir: string;
  /** Sandbox seconds per real second; default 1. 0 freezes time: only `control.time.advance` moves it. */
  readonly speedUp?: number;
  /** Used instead of a clock made from `speedUp`. */
  readonly clock?: SandboxClock;
  readonly timing?: Partial<Timing>;
  /**
   * The number of each service's first job; default 1. AudioPod never reuses a number, even across restarts.
   */
  readonly firstJobId?: number;
  /** Initial balance of the wallet; default 50 dollars. */
  readonly balanceCents?: number;
  readonly settings?: SettingsPatch;
  /** Receives internal errors, one line each. Silent by default. */
  readonly log?: (line: string) => void;
}

/** A running sandbox. */
export interface Sandbox {
  /** `http://host:port`, the base URL for a client. */
  readonly url: string;
  /** A valid key. */
  readonly apiKey: string;
  readonly control: Control;
  /** Stops all work, closes every connection and removes every file. Can be called again. */
  close(): Promise<void>;
}

/**
 * Starts a local AudioPod.
 *
 * @throws {Error} when the port is taken or the folder cannot be created.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const host = options.host ?? '127.0.0.1';
  const log = options.log ?? (() => {});
  const clock = options.clock ?? createClock({ speedUp: options.speedUp ?? 1 });
  await mkdir(options.dataDir, { recursive: true });
  const workDir = await mkdtemp(path.join(options.dataDir, 'sandbox-'));

  const accounts = new Accounts(options.balanceCents ?? 5000);
  const faults = new FaultList();
  const requests = new RequestLog();
  const settings = new SettingsHolder(options.settings);
  const fileStore = new FileStore();
  const run = createFfmpeg(options.ffmpegPath);
  const timing = { ...DEFAULT_TIMING, ...options.timing };
  const links = createLinkMaker(fileStore, clock, settings);

  const endpoints = new Endpoints();
  const deliveries = new Deliveries({ clock, faults, settings, endpoints });
  const services = openServices({
    clock,
    // A voice is no job, though the sandbox makes it like one.
    onEnded: (job, serviceType) => {
      if (job.service !== 'clones') sendJobEvent(job, serviceType, { endpoints, deliveries });
    },
    fileStore,
    workDir,
    firstJobId: options.firstJobId ?? 1,
    log,
    run,
    links,
    settings,
    timing,
  });
  const routes = [
    ...healthRoutes(clock),
    ...services.routes,
    ...authRoutes(clock),
    ...walletRoutes(),
    ...topUpRoutes(clock),
    ...webhookRoutes({ clock, endpoints, deliveries }),
    ...fileRoutes(fileStore, clock),
  ];
  const control = createControl({
    clock,
    faults,
    accounts,
    requests,
    settings,
    services: services.jobs,
    endpoints,
    deliveries,
  });
  const rateLimitHeaders = createRateLimitHeaders(clock);
  const serve = { accounts, clock, faults, settings, requests, rateLimitHeaders, workDir, log };
  const server = createServer(createApp(routes, controlRoutes(control), serve));

  try {
    server.listen(options.port, host);
    await once(server, 'listening');
  } catch (cause) {
    await rm(workDir, { recursive: true, force: true });
    throw cause;
  }
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The sandbox listens on no port');

  let closed: Promise<void> | undefined;
  const close = async () => {
    const ended = once(server, 'close');
    server.close();
    server.closeAllConnections();
    endpoints.clear();
    await Promise.all(services.jobs.map((jobs) => jobs.clear()));
    await deliveries.clear();
    clock.close();
    await ended;
    await rm(workDir, { recursive: true, force: true });
  };
  return {
    url: `http://${reachable(host)}:${address.port}`,
    apiKey: `ap_sandbox_${randomBytes(12).toString('hex')}`,
    control,
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

/** Returns an address to connect to, given one to listen on. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
