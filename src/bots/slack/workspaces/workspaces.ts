import type { Secret } from '../../../core/model/secret.ts';
import type { Identity } from '../connect/identity.ts';
import { fixedToken } from '../web/tokens.ts';
import type { Installed } from './installed.ts';
import { createInstalledTokens, type InstalledTokens } from './installed-tokens.ts';
import { createWorkspace, type Workspace, type WorkspaceParts } from './workspace.ts';

/** Where an event comes from, as Slack reports it. */
export interface Source {
  readonly teamId: string;
  /** The organization whose installation the event is for. */
  readonly organizationId?: string;
}

/** Whose event it is, once it is let in. */
export interface Admission {
  readonly workspace: Workspace;
  readonly identity: Identity;
}

/** The workspaces that the bot serves. */
export interface Workspaces {
  /** Returns the workspace of an event; `undefined` if the bot isn’t installed there. */
  admit(source: Source): Promise<Admission | undefined>;
  /**
   * Returns a workspace by its id, whether the bot is installed there now or not. Calls fail with `not_installed` if
   * it isn’t.
   */
  of(teamId: string): Workspace;
  all(): Iterable<Workspace>;
}

/**
 * Creates the only workspace of a bot whose token is in its configuration.
 *
 * @param identity throws before the start.
 */
export function createOnlyWorkspace(
  botToken: Secret,
  identity: () => Identity,
  parts: WorkspaceParts,
): Workspaces & { readonly only: Workspace } {
  const only = createWorkspace(fixedToken(botToken), identity, parts);
  return {
    only,
    async admit({ teamId, organizationId }) {
      const own = identity();
      const isOwn = teamId === own.teamId && organizationId === undefined;
      return isOwn ? { workspace: only, identity: own } : undefined;
    },
    of: () => only,
    all: () => [only],
  };
}

/** Workspaces that install the bot themselves. */
export interface InstalledWorkspaces extends Workspaces {
  /** Reads the installations of all workspaces again: one was stored or removed. */
  reread(): void;
}

/** Creates the workspaces that install the bot themselves, each when it is first needed. */
export function createInstalledWorkspaces(installed: Installed, parts: WorkspaceParts): InstalledWorkspaces {
  const known = new Map<string, { readonly workspace: Workspace; readonly tokens: InstalledTokens }>();
  /** Of the organization that each workspace was last assigned to. */
  const organizations = new Map<string, string>();

  const open = (teamId: string) => {
    const opened = known.get(teamId);
    if (opened !== undefined) return opened;
    const log = parts.log.child({ team: teamId });
    const tokens = createInstalledTokens(teamId, { installed, clock: parts.clock, log });
    const workspace = createWorkspace(tokens, tokens.identity, { ...parts, log });
    const created = { workspace, tokens };
    known.set(teamId, created);
    return created;
  };

  return {
    async admit({ teamId, organizationId }) {
      if (organizationId !== undefined && organizations.get(teamId) !== organizationId) {
        await installed.assign(teamId, organizationId);
        organizations.set(teamId, organizationId);
      }
      const { workspace, tokens } = open(teamId);
      if (!(await tokens.isInstalled())) return undefined;
      return { workspace, identity: tokens.identity() };
    },
    of: (teamId) => open(teamId).workspace,
    all: () => [...known.values()].map(({ workspace }) => workspace),
    reread() {
      for (const { tokens } of known.values()) tokens.forget();
    },
  };
}
