import type { App } from '@slack/bolt';
import type { Router } from 'express';
import { findIdentity, type Identity } from '../connect/identity.ts';
import { createInstallRoutes, type InstallSettings } from '../install/install-routes.ts';
import { createStoreInstallation } from '../install/store-installation.ts';
import { installationId } from '../workspaces/installation.ts';
import { createInstalled } from '../workspaces/installed.ts';
import { createInstalledWorkspaces, createOnlyWorkspace, type Workspaces } from '../workspaces/workspaces.ts';
import {
  createInstalledAuthorization,
  createOwnAuthorization,
  type EventAuthorization,
} from './authorize-event.ts';
import { createEntrance, type Entrance } from './entrance.ts';
import { createExplainMissing } from './explain-missing.ts';
import type { SlackBotSettings } from './settings.ts';
import { watchOwnRemoval } from './watch-own-removal.ts';
import { watchRemoval } from './watch-removal.ts';
import { watchTeamAccess } from './watch-team-access.ts';

/** Which workspaces the bot serves, and how they come and go. */
export interface Tenancy {
  readonly workspaces: Workspaces;
  readonly entrance: Entrance;
  readonly authorization: EventAuthorization;
  /** For the installation by workspaces. */
  readonly router?: Router;
  /** Follows what Slack reports of removals. */
  watchRemoval(app: App): void;
  /** @throws {StartError} with a message for the bot owner. */
  start(signal: AbortSignal): Promise<void>;
  /** Returns why the bot can serve nobody, for the bot owner. One workspace of many is none of their business. */
  problem(): string | undefined;
  close(): Promise<void>;
}

/** Creates the tenancy of a bot with one token, or of one that workspaces install. */
export async function createTenancy(settings: SlackBotSettings): Promise<Tenancy> {
  const { transport } = settings.config;
  return 'install' in transport ? many(transport.install, settings) : one(transport.botToken, settings);
}

function one(botToken: Parameters<typeof createOnlyWorkspace>[0], settings: SlackBotSettings): Tenancy {
  const { departures, clock, log } = settings;
  const { apiUrl } = settings.config;
  let found: Identity | undefined;
  let removed = (): string | undefined => undefined;
  const identity = (): Identity => {
    if (found === undefined) throw new Error('The Slack bot has not started');
    return found;
  };
  const { entrance, workspaces } = createEntrance({
    ...settings,
    workspaces: (run) => createOnlyWorkspace(botToken, identity, { ...settings, apiUrl, run }),
    // Events of other workspaces are refused before.
    explainMissing: async () => {},
  });
  const { web } = workspaces.only;
  return {
    workspaces,
    entrance,
    authorization: createOwnAuthorization({ identity, log }),
    watchRemoval(app) {
      removed = watchOwnRemoval(app, { departures, log });
    },
    async start(signal) {
      found = await findIdentity(web, clock, signal);
      await departures.comeBack({ tenant: installationId(found.teamId), atMs: clock.now(), isDated: true });
    },
    problem() {
      if (found === undefined) return 'the Slack bot has not started';
      const broken = web.brokenBy();
      return removed() ?? (broken && `Slack no longer accepts the token (${broken})`);
    },
    close: async () => {},
  };
}

async function many(install: InstallSettings, settings: SlackBotSettings): Promise<Tenancy> {
  const { keys, departures, clock, log } = settings;
  const { apiUrl } = settings.config;
  const installed = createInstalled({ records: install.installations, departures, keys, clock, log });
  const { entrance, workspaces } = createEntrance({
    ...settings,
    workspaces: (run) => createInstalledWorkspaces(installed, { ...settings, apiUrl, run }),
    explainMissing: createExplainMissing({ apiUrl, publicUrl: install.publicUrl, clock, log }),
  });
  const onStored = (): void => workspaces.reread();
  const store = createStoreInstallation({ installed, onStored, apiUrl, clock, log });
  const closing = new AbortController();
  let resealing = Promise.resolve();
  let hasStarted = false;
  return {
    workspaces,
    entrance,
    authorization: createInstalledAuthorization(workspaces),
    router: await createInstallRoutes(install, { ...settings, apiUrl, store }),
    watchRemoval(app) {
      watchRemoval(app, { installed, onRemoved: onStored, log });
      watchTeamAccess(app, { departures, installations: install.installations, log });
    },
    async start() {
      hasStarted = true;
      resealing = installed.reseal(closing.signal).catch((error: unknown) => {
        log.warn({ error }, 'slack-installations-not-resealed');
      });
    },
    problem: () => (hasStarted ? undefined : 'the Slack bot has not started'),
    async close() {
      closing.abort();
      await resealing;
    },
  };
}
