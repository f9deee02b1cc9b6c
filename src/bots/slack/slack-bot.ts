import type { Router } from 'express';
import type { Bot } from '../bot.ts';
import { type Connection, createConnection } from './connect/connection.ts';
import { PatientApp } from './connect/patient-app.ts';
import { PLATFORM } from './deliver/reply-handle.ts';
import { createDeliveryAdapter } from './tenancy/delivery.ts';
import { listen } from './tenancy/listen.ts';
import type { SlackBotSettings } from './tenancy/settings.ts';
import { createTenancy } from './tenancy/tenancy.ts';
import { sdkLog } from './web/sdk-log.ts';

/** The Slack bot, and the router for what is requested of it over HTTP. */
export interface SlackBot extends Bot {
  /**
   * Mount at the root of the HTTP server, before anything that reads bodies: Slack’s requests in http mode, and the
   * installation by workspaces.
   */
  readonly router?: Router;
}

/** Creates the bot. Nothing is sent before `start`, and events before it are refused. */
export async function createSlackBot(settings: SlackBotSettings): Promise<SlackBot> {
  const { config, clock, receives = true } = settings;
  const { apiUrl, transport } = config;
  const log = settings.log.child({ platform: PLATFORM });
  const connection = createConnection(transport, { apiUrl, clock, log });
  const tenancy = await createTenancy({ ...settings, log });
  const { entrance, workspaces, authorization } = tenancy;
  const app = new PatientApp({
    receiver: connection.receiver,
    authorize: authorization.authorize,
    clientOptions: { slackApiUrl: apiUrl, retryConfig: { retries: 0 }, timeout: 30_000 },
    convoStore: false,
    logger: sdkLog(log),
  });
  app.error(async (error) => {
    // The error's message may quote the failed request; its name is enough to look for it.
    log.error({ code: error.code, name: error.name }, 'slack-handler-failed');
  });
  tenancy.watchRemoval(app);
  listen(app, { entrance, workspaces });
  const router = receives ? routerOf(connection, tenancy.router) : undefined;

  return {
    name: PLATFORM,
    ...(router && { router }),
    ...createDeliveryAdapter(workspaces),
    async start(signal) {
      await tenancy.start(signal);
      if (!receives) return;
      await connection.start(app);
      entrance.start();
      log.info({ transport: transport.mode }, 'slack-connected');
    },
    drain: () => entrance.drain(),
    async stop() {
      await entrance.close();
      await connection.stop();
      await tenancy.close();
      await Promise.all([...workspaces.all()].map((workspace) => workspace.close()));
    },
    health() {
      const deaf = receives ? (connection.problem() ?? authorization.problem()) : undefined;
      const problem = tenancy.problem() ?? deaf;
      return problem === undefined ? { ready: true } : { ready: false, reason: problem };
    },
  };
}

function routerOf({ router: events }: Connection, install: Router | undefined): Router | undefined {
  if (events === undefined || install === undefined) return events ?? install;
  // Nothing of the installation has a body, so that the order does not matter to signatures.
  return install.use(events);
}
