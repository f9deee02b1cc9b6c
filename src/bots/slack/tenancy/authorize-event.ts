import type { Authorize } from '@slack/bolt';
import type { Log } from '../../../core/ports/log.ts';
import type { Identity } from '../connect/identity.ts';
import type { Workspaces } from '../workspaces/workspaces.ts';

/** Lets events of the workspaces in that the bot serves. */
export interface EventAuthorization {
  readonly authorize: Authorize<boolean>;
  /** Returns why the latest event was refused; `undefined` once one was let in. */
  problem(): string | undefined;
}

/**
 * Creates the authorization of a bot that has one token. Slack gets no response that members could see when an event
 * is refused, so the bot owner must hear of it.
 */
export function createOwnAuthorization(parts: {
  readonly identity: () => Identity;
  readonly log: Log;
}): EventAuthorization {
  const { identity, log } = parts;
  let problem: string | undefined;
  return {
    async authorize({ teamId, enterpriseId, isEnterpriseInstall }) {
      const own = identity();
      if (teamId === own.teamId && !isEnterpriseInstall) {
        problem = undefined;
        return authorizedAs(own);
      }
      const from = isEnterpriseInstall ? `organization ${enterpriseId}` : `workspace ${teamId}`;
      if (problem === undefined) log.error({ teamId, enterpriseId }, 'slack-event-refused');
      problem = `Slack sends events of ${from}, and the token is for workspace ${own.teamId}; install the app in that workspace alone`;
      throw new Error('The event is from another workspace');
    },
    problem: () => problem,
  };
}

/**
 * Creates the authorization of a bot that workspaces install. An event of one that has no installation is let in too,
 * without an identity: its member must hear why nothing happens.
 */
export function createInstalledAuthorization(workspaces: Workspaces): EventAuthorization {
  return {
    async authorize({ teamId, enterpriseId, isEnterpriseInstall }) {
      const organizationId = isEnterpriseInstall ? enterpriseId : undefined;
      // Of an organization as a whole, such as which of its workspaces the bot may work in.
      if (teamId == null && enterpriseId !== undefined) return { enterpriseId };
      if (teamId == null) throw new Error('The event names no workspace');
      const admitted = await workspaces.admit({ teamId, ...(organizationId && { organizationId }) });
      return {
        ...(admitted === undefined ? { teamId } : authorizedAs(admitted.identity)),
        ...(enterpriseId !== undefined && { enterpriseId }),
      };
    },
    problem: () => undefined,
  };
}

/** The token stays with the workspace’s own client; Bolt only has to recognize the bot’s own messages. */
function authorizedAs({ teamId, botId, botUserId }: Identity): Awaited<ReturnType<Authorize<boolean>>> {
  return { teamId, ...(botId !== '' && { botId, botUserId }) };
}
