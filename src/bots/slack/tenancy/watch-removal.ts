import type { App } from '@slack/bolt';
import { z } from 'zod';
import type { Log } from '../../../core/ports/log.ts';
import { installationId } from '../workspaces/installation.ts';
import type { Installed } from '../workspaces/installed.ts';

const id = z.string().min(1).nullish();
const envelope = z.object({
  team_id: id,
  enterprise_id: id,
  /** In seconds. */
  event_time: z.number(),
  is_enterprise_install: z.boolean().nullish(),
  authorizations: z
    .array(z.object({ team_id: id, enterprise_id: id, is_enterprise_install: z.boolean().nullish() }))
    .nullish(),
  event: z.object({ tokens: z.object({ bot: z.array(z.string()).nullish() }).nullish() }),
});

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

  const remove = async (body: unknown, reason: string): Promise<void> => {
    const { data: seen } = envelope.safeParse(body);
    const of = seen && removedId(seen);
    if (seen === undefined || of === undefined) return;
    const isRemoved = await installed.remove(of, seen.event_time * 1_000);
    log.info({ installation: of, reason, isRemoved }, 'slack-removal-reported');
    if (isRemoved) onRemoved();
  };

  app.event('app_uninstalled', async ({ body }) => remove(body, 'app_uninstalled'));
  app.event('tokens_revoked', async ({ body }) => {
    const { data: seen } = envelope.safeParse(body);
    // Revoked user tokens don't matter; the bot uses none.
    if ((seen?.event.tokens?.bot ?? []).length > 0) await remove(body, 'tokens_revoked');
  });
}

/** Returns the id of the installation that an event is about: the organization’s, or the workspace’s. */
function removedId(seen: z.infer<typeof envelope>): string | undefined {
  const [authorized] = seen.authorizations ?? [];
  const { team_id: team, enterprise_id: enterprise } = authorized ?? seen;
  const isOrganization = authorized?.is_enterprise_install ?? seen.is_enterprise_install ?? team == null;
  const of = isOrganization ? (enterprise ?? team) : (team ?? seen.team_id);
  return of == null ? undefined : installationId(of);
}
