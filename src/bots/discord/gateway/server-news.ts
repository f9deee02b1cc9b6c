import { ShardClientUtil } from 'discord.js';
import type { Clock } from '../../../core/async/clock.ts';
import type { Departures } from '../../../core/model/departures.ts';
import type { Log } from '../../../core/ports/log.ts';
import { PLATFORM } from '../payload/platform.ts';

/** Notes which servers the bot was removed from, and which it is in. Never rejects. */
export interface ServerNews {
  /** Discord says so each time; an outage of a server isn't a removal. */
  left(guildId: string): Promise<void>;
  joined(guildId: string): Promise<void>;
  /**
   * Compares what is known of servers with those the bot is in: while it wasn't connected, nobody told it.
   *
   * @param isIn whether the bot is in a server; `undefined` where another process would know.
   */
  compare(isIn: (guildId: string) => boolean | undefined): Promise<void>;
}

const PREFIX = `${PLATFORM}:`;
/** Members who are their own tenants have a word before the id. */
const SERVER = /^discord:(\d+)$/;

/** Creates {@link ServerNews}. News have no date, so they are noted one after the other. */
export function createServerNews(parts: {
  readonly departures: Pick<Departures, 'leave' | 'comeBack' | 'known'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}): ServerNews {
  const { departures, clock, log } = parts;
  let latest = Promise.resolve();
  const inOrder = (note: () => Promise<void>): Promise<void> => {
    // What is lost here is noticed at the next start.
    latest = latest.then(note).catch((error: unknown) => log.warn({ error }, 'discord-server-not-noted'));
    return latest;
  };
  const newsOf = (tenant: string) => ({ tenant, atMs: clock.now() });

  return {
    left: (guildId) =>
      inOrder(async () => {
        await departures.leave(newsOf(PREFIX + guildId));
        log.info({ guild: guildId }, 'discord-server-left');
      }),
    joined: (guildId) => inOrder(() => departures.comeBack(newsOf(PREFIX + guildId))),
    compare: (isIn) =>
      inOrder(async () => {
        for (const { tenant, leftAtMs } of await departures.known(PREFIX)) {
          const guildId = SERVER.exec(tenant)?.[1];
          const isHere = guildId === undefined ? undefined : isIn(guildId);
          if (isHere === true && leftAtMs !== undefined) await departures.comeBack(newsOf(tenant));
          if (isHere === false && leftAtMs === undefined) await departures.leave(newsOf(tenant));
        }
      }),
  };
}

/**
 * Returns whether the bot is in a server, by the servers that its shards have.
 *
 * @param shards of this process, out of `shardCount` in all.
 */
export function membershipIn(
  guilds: { has(guildId: string): boolean },
  shards: { has(shardId: number): boolean },
  shardCount: number,
): (guildId: string) => boolean | undefined {
  return (guildId) =>
    shards.has(ShardClientUtil.shardIdForGuildId(guildId, shardCount)) ? guilds.has(guildId) : undefined;
}
