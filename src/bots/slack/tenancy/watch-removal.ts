import type { App } from '@slack/bolt';
import type { Log } from '../../../core/ports/log.ts';
import { installationId } from '../workspaces/installation.ts';
import type { Installed } from '../workspaces/installed.ts';
import { type RemovalEvent, readRemovalEvent } from './removal-event.ts';

/**
 * Erases the token of a workspace or organization that removed the bot. Jobs and the ledger stay: results are kept,
 * and can be fetched once the bot is back. Slack sends the two events in any order, and may send them after the bot
 * was installed again; only what was installed before the event is removed.
 *
 * @param onRemoved called when an installation is gone.
 */
export function watchRemoval(
  app: App,
  parts: { readonly installed: Installed; readonly onRemoved: () => void; readonly log: Log },
): void {
  const { installed, onRemoved, log } = parts;

  const remove = async (seen: RemovalEvent | undefined, reason: string): Promise<void> => {
    if (seen?.of === undefined) return;
    const of = installationId(seen.of);
    const isRemoved = await installed.remove(of, seen.atMs);
    log.info({ installation: of, reason, isRemoved }, 'slack-removal-reported');
    if (isRemoved) onRemoved();
  };

  app.event('app_uninstalled', async ({ body }) => remove(readRemovalEvent(body), 'app_uninstalled'));
  app.event('tokens_revoked', async ({ body }) => {
    const seen = readRemovalEvent(body);
    if (seen?.isOfBot === true) await remove(seen, 'tokens_revoked');
  });
}
