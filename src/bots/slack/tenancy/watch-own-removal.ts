import type { App } from '@slack/bolt';
import type { Departures } from '../../../core/model/departures.ts';
import type { Log } from '../../../core/ports/log.ts';
import { installationId } from '../workspaces/installation.ts';
import { type RemovalEvent, readRemovalEvent } from './removal-event.ts';

/**
 * Notices that the app was removed from the only workspace. Jobs and the ledger stay: paid results are posted once
 * the app is back.
 *
 * @returns why the bot can't work at the moment; `undefined` while no reason is known.
 */
export function watchOwnRemoval(
  app: App,
  { departures, log }: { readonly departures: Pick<Departures, 'leave'>; readonly log: Log },
): () => string | undefined {
  let reason: string | undefined;

  const note = async (seen: RemovalEvent | undefined): Promise<void> => {
    if (seen?.of === undefined) return;
    await departures.leave({ tenant: installationId(seen.of), atMs: seen.atMs, isDated: true });
  };

  app.event('app_uninstalled', async ({ body }) => {
    reason = 'the app was removed from the workspace; install it again and restart with its new token';
    log.error({}, 'slack-app-removed');
    await note(readRemovalEvent(body));
  });
  app.event('tokens_revoked', async ({ body }) => {
    const seen = readRemovalEvent(body);
    if (seen?.isOfBot !== true) return;
    reason = 'the bot token was revoked; install the app again and restart with its new token';
    log.error({}, 'slack-token-revoked');
    await note(seen);
  });
  return () => reason;
}
