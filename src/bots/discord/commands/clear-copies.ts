import type { ApplicationApi } from '../rest/application-api.ts';
import { refusalOf } from '../rest/discord-refusal.ts';

/**
 * Removes commands that were registered in single servers. A former `DISCORD_DEV_GUILD` leaves them there, and
 * its members would see every command twice. Servers where the bot has no commands to look at are skipped.
 *
 * @returns the number of servers that had any.
 * @throws {DiscordRefusal}
 */
export async function clearCopies(
  api: Pick<ApplicationApi, 'servers' | 'commands' | 'register'>,
  applicationId: string,
  signal: AbortSignal,
): Promise<number> {
  let cleared = 0;
  for (let page = await api.servers(undefined, signal); page.length > 0; ) {
    for (const serverId of page) {
      if (!(await hasCommands(api, applicationId, serverId, signal))) continue;
      await api.register(applicationId, serverId, [], signal);
      cleared += 1;
    }
    page = await api.servers(page.at(-1), signal);
  }
  return cleared;
}

async function hasCommands(
  api: Pick<ApplicationApi, 'commands'>,
  applicationId: string,
  serverId: string,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return (await api.commands(applicationId, serverId, signal)).length > 0;
  } catch (error) {
    // The bot has just left, or was added without commands.
    if (refusalOf(error).trouble === 'place-closed') return false;
    throw error;
  }
}
