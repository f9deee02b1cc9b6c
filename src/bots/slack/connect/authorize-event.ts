import type { Authorize } from '@slack/bolt';
import type { Secret } from '../../../core/model/secret.ts';
import type { Log } from '../../../core/ports/log.ts';
import type { Identity } from './identity.ts';

/** Lets events of the bot's own workspace in. */
export interface EventAuthorization {
  readonly authorize: Authorize<boolean>;
  /** Returns why the latest event was refused; `undefined` once one was let in. */
  problem(): string | undefined;
}

/**
 * Creates the authorization of one workspace, known by its token: nothing is looked up per event. Slack gets no
 * response that members could see when an event is refused, so the bot owner must hear of it.
 */
export function createEventAuthorization(parts: {
  readonly identity: () => Identity;
  readonly botToken: Secret;
  readonly log: Log;
}): EventAuthorization {
  const { identity, botToken, log } = parts;
  let problem: string | undefined;
  return {
    async authorize({ teamId, enterpriseId, isEnterpriseInstall }) {
      const own = identity();
      if (teamId === own.teamId && !isEnterpriseInstall) {
        problem = undefined;
        return {
          botToken: botToken.reveal(),
          botId: own.botId,
          botUserId: own.botUserId,
          teamId: own.teamId,
        };
      }
      const from = isEnterpriseInstall ? `organization ${enterpriseId}` : `workspace ${teamId}`;
      if (problem === undefined) log.error({ teamId, enterpriseId }, 'slack-event-refused');
      problem = `Slack sends events of ${from}, and the token is for workspace ${own.teamId}; install the app in that workspace alone`;
      throw new Error('The event is from another workspace');
    },
    problem: () => problem,
  };
}
