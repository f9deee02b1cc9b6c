import type { App } from '@slack/bolt';
import { z } from 'zod';
import type { Log } from '../../../core/ports/log.ts';

const revoked = z.object({ tokens: z.object({ bot: z.array(z.string()).optional() }) });

/**
 * Notices that the app was removed from the only workspace. Jobs and the ledger stay: paid results are posted once
 * the app is back.
 *
 * @returns why the bot can't work at the moment; `undefined` while no reason is known.
 */
export function watchOwnRemoval(app: App, log: Log): () => string | undefined {
  let reason: string | undefined;
  app.event('app_uninstalled', async () => {
    reason = 'the app was removed from the workspace; install it again and restart with its new token';
    log.error({}, 'slack-app-removed');
  });
  app.event('tokens_revoked', async ({ event }) => {
    // Revoked user tokens don't matter; the bot uses none.
    const { data } = revoked.safeParse(event);
    if ((data?.tokens.bot ?? []).length === 0) return;
    reason = 'the bot token was revoked; install the app again and restart with its new token';
    log.error({}, 'slack-token-revoked');
  });
  return () => reason;
}
