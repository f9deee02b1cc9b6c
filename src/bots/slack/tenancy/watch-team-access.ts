import type { App } from '@slack/bolt';
import type { Departures } from '../../../core/model/departures.ts';
import type { Installations } from '../../../core/model/installations.ts';
import type { Log } from '../../../core/ports/log.ts';
import { installationId } from '../workspaces/installation.ts';
import { readRemovalEvent } from './removal-event.ts';

/**
 * Notes which workspaces of an organization the bot may no longer work in, and which it may again. The organization’s
 * token stays: it serves the others.
 */
export function watchTeamAccess(
  app: App,
  parts: {
    readonly departures: Pick<Departures, 'leave' | 'comeBack'>;
    readonly installations: Pick<Installations, 'get'>;
    readonly log: Log;
  },
): void {
  const { departures, installations, log } = parts;
  const note = async (body: unknown, change: 'leave' | 'comeBack'): Promise<void> => {
    const { teamIds = [], atMs = 0 } = readRemovalEvent(body) ?? {};
    for (const tenant of teamIds.map(installationId)) {
      // A workspace may have its own token besides.
      if (change === 'leave' && (await installations.get(tenant)) !== undefined) continue;
      await departures[change]({ tenant, atMs, isDated: true });
    }
    log.info({ teamIds, change }, 'slack-access-changed');
  };

  app.event('team_access_revoked', async ({ body }) => note(body, 'leave'));
  app.event('team_access_granted', async ({ body }) => note(body, 'comeBack'));
}
