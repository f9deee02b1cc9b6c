import type { MessagePort } from 'node:worker_threads';
import { Client, Events, GatewayIntentBits, type Guild, Options, Status } from 'discord.js';
import { systemClock } from '../../../core/async/clock.ts';
import { unlessAborted } from '../../../core/async/unless-aborted.ts';
import { StartError } from '../../../core/model/start-error.ts';
import type { Log } from '../../../core/ports/log.ts';
import type { Offered } from '../payload/first-response.ts';
import type { Arrived, News } from '../payload/news.ts';
import { mayManage } from '../receive/caller-permissions.ts';
import type { ChannelFacts } from '../receive/mention.ts';
import { createMakeRequest } from '../rest/make-request.ts';
import { createPause } from '../rest/pause.ts';
import { loginProblem } from './login-problem.ts';
import { OffThread } from './off-thread.ts';
import { membershipIn } from './server-news.ts';
import type { DiscordSettings } from './settings.ts';

/** The connection that delivers Discord's events to the bot. */
export interface Gateway {
  /**
   * Resolves when events arrive.
   *
   * @throws {StartError} with a message for the bot owner.
   */
  connect(signal: AbortSignal): Promise<{ readonly applicationId: string; readonly botId: string }>;
  /** Returns what is known of a channel; `undefined` if the bot cannot see it. */
  findChannel(channelId: string): Promise<ChannelFacts | undefined>;
  /** Returns whether the bot is in a server, outages or not; `undefined` where another process would know. */
  isIn(guildId: string): boolean | undefined;
  /** Returns how large a file may be in a server, if its boosts raise the limit. */
  fileBytesIn(guildId: string): number | undefined;
  health(): { readonly ready: boolean; readonly reason?: string };
  close(): Promise<void>;
}

/** Handlers for arriving events. */
export interface GatewayEvents {
  /**
   * Handles an interaction. It has had its first response, unless that must be something else than an
   * acknowledgement.
   */
  interaction(arrived: Arrived): void;
  /** Records an interaction that is about to be acknowledged. Never rejects. */
  arriving(interactionId: string, payload: string): Promise<void>;
  /**
   * Notes that an interaction was not acknowledged.
   *
   * @param isOver whether nobody waits for a reply. Otherwise another process may have acknowledged it.
   */
  dropped(interactionId: string, isOver: boolean): void;
  /** Handles that the bot was added to a server, or removed from it. An outage is neither. */
  server(guildId: string, change: 'joined' | 'left'): void;
  /** Handles a message that names the bot, or that someone sent to it directly. */
  message(payload: unknown, botId: string): void;
}

/** Discord waits this long for the first response to an interaction. */
export const FIRST_RESPONSE_MS = 3_000;
const READY_WITHIN_MS = 60_000;
const CLOSED_WITHIN_MS = 5_000;
const MIB = 1024 * 1024;
/** File sizes in bytes that a boosted server allows all its members, by boost level. */
const BOOSTED_BYTES: Readonly<Record<number, number>> = { 2: 50 * MIB, 3: 100 * MIB };

/**
 * Creates a gateway that caches as little as possible. A thread of its own acknowledges: an interaction has
 * three seconds, and neither the main thread's work nor the library, which queues events until every server
 * is loaded, may use them up.
 */
export function createGateway(
  settings: DiscordSettings,
  offered: Offered,
  events: GatewayEvents,
  pauseMemory: SharedArrayBuffer,
  log: Log,
  firstResponseMs: number,
): Gateway {
  const { token, apiUrl, shards } = settings;
  const refused = Promise.withResolvers<never>();
  refused.promise.catch(() => undefined);
  let answers: MessagePort | undefined;
  const record = async (id: string, payload: string): Promise<void> => {
    const port = answers;
    await events.arriving(id, payload);
    port?.postMessage(id);
  };
  const take = (news: unknown): void => {
    if (!isNews(news)) return;
    if (news.kind === 'interaction') events.interaction(news);
    else if (news.kind === 'answers') answers = news.port;
    else if (news.kind === 'arriving') void record(news.id, news.payload);
    else if (news.kind === 'dropped') events.dropped(news.id, news.isOver);
    else if (news.kind === 'message') events.message(news.payload, news.botId);
    else if (news.kind === 'line') log[news.level](news.fields, news.event);
    else refused.reject(new Error(news.reason));
  };
  let offThread: OffThread | undefined;
  const client = new Client({
    // None of them is privileged. Messages are needed for mentions, servers for the permissions in their
    // channels.
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages],
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      MessageManager: 0,
      PresenceManager: 0,
      ReactionManager: 0,
      GuildMemberManager: { maxSize: 0, keepOverLimit: (member) => member.id === member.client.user.id },
    }),
    ws: {
      buildStrategy: (manager) => {
        offThread = new OffThread(manager, { apiUrl, offered, firstResponseMs, pauseMemory }, take);
        return offThread;
      },
    },
    rest: {
      api: apiUrl,
      makeRequest: createMakeRequest(createPause(pauseMemory, systemClock), log),
      rejectOnRateLimit: ({ retryAfter }) => retryAfter > READY_WITHIN_MS,
    },
    ...(shards === 'auto'
      ? { shards: 'auto' as const }
      : {
          shardCount: shards.count,
          shards:
            shards.ids === 'all' ? Array.from({ length: shards.count }, (_, id) => id) : [...shards.ids],
        }),
  });
  // The library has another event for a server that is out of order.
  client.on(Events.GuildDelete, ({ id }) => events.server(id, 'left'));
  client.on(Events.GuildCreate, ({ id }) => events.server(id, 'joined'));
  let lost: string | undefined;
  client.on(Events.Error, (error) => log.warn({ error }, 'discord-client-error'));
  client.on(Events.ShardError, (error, shard) => log.warn({ error, shard }, 'discord-socket-error'));
  client.on(Events.ShardReconnecting, (shard) => log.info({ shard }, 'discord-reconnecting'));
  client.on(Events.ShardResume, (shard, replayed) => log.info({ shard, replayed }, 'discord-resumed'));
  client.on(Events.ShardDisconnect, ({ code }, shard) => {
    lost = `Discord closed shard ${shard} for good (${code})`;
    log.error({ shard, code }, 'discord-connection-lost');
  });

  /** A socket that doesn't close in time is left until the process ends. */
  const close = async (): Promise<void> => {
    const late = AbortSignal.timeout(CLOSED_WITHIN_MS);
    const destroyed = client.destroy().then(() => offThread?.end());
    await unlessAborted(destroyed, late).catch((error: unknown) => log.warn({ error }, 'discord-not-closed'));
  };

  return {
    async connect(signal) {
      const ready = new Promise<void>((resolve) => {
        client.once(Events.ClientReady, () => resolve());
      });
      const soon = AbortSignal.any([signal, AbortSignal.timeout(READY_WITHIN_MS)]);
      try {
        await unlessAborted(Promise.race([client.login(token.reveal()), refused.promise]), soon);
        await unlessAborted(ready, soon);
      } catch (error) {
        await close();
        signal.throwIfAborted();
        throw new StartError(loginProblem(error, apiUrl));
      }
      if (client.application === null || client.user === null)
        throw new StartError('Discord didn’t say who the bot is. Start again.');
      return { applicationId: client.application.id, botId: client.user.id };
    },
    async findChannel(channelId) {
      const channel = await client.channels.fetch(channelId).catch(() => null);
      if (channel === null) return undefined;
      if (!('guild' in channel)) return { permissions: ALL_IN_DMS, channelType: channel.type };
      const me = channel.guild.members.me;
      const { premiumTier, preferredLocale } = channel.guild;
      const boosted = BOOSTED_BYTES[premiumTier];
      return {
        permissions: me === null ? 0n : (channel.permissionsFor(me)?.bitfield ?? 0n),
        channelType: channel.type,
        ...(boosted !== undefined && { maxFileBytes: boosted }),
        locale: preferredLocale,
        nameOf: (kind, id) => {
          const { roles, channels } = channel.guild;
          return (kind === 'role' ? roles : channels).cache.get(id)?.name;
        },
        manages: (userId, roles) => managesServer(channel.guild, userId, roles),
      };
    },
    isIn(guildId) {
      const { shards } = client.ws;
      return membershipIn(client.guilds.cache, shards, client.options.shardCount ?? shards.size)(guildId);
    },
    fileBytesIn: (guildId) => BOOSTED_BYTES[client.guilds.cache.get(guildId)?.premiumTier ?? 0],
    health() {
      if (lost !== undefined) return { ready: false, reason: lost };
      const open = client.ws.shards.filter((shard) => shard.status === Status.Ready).size;
      const all = client.ws.shards.size;
      return all > 0 && open === all
        ? { ready: true }
        : { ready: false, reason: `Discord: ${open} of ${all} shards are connected` };
    },
    close,
  };
}

/** Whether a message is news. The thread runs this release's own code, so the content is not validated. */
function isNews(message: unknown): message is News {
  return typeof message === 'object' && message !== null && 'kind' in message;
}

/**
 * Whether a member owns the server or has a role that may manage it; everybody has the role named like the
 * server.
 */
function managesServer(guild: Guild, userId: string, roles: readonly string[]): boolean {
  if (userId === guild.ownerId) return true;
  return [guild.id, ...roles].some((id) => mayManage(guild.roles.cache.get(id)?.permissions.bitfield ?? 0n));
}

/** In its own direct messages the bot has every permission it needs; Discord defines none there. */
const ALL_IN_DMS = (1n << 40n) - 1n;
