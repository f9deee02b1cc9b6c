import type { Router } from 'express';
import type { Keyv } from 'keyv';
import type { CommandDispatcher } from '../../commands/dispatch/command-dispatcher.ts';
import type { Clock } from '../../core/async/clock.ts';
import { unlessAborted } from '../../core/async/unless-aborted.ts';
import type { Departures } from '../../core/model/departures.ts';
import type { BoxKeys } from '../../core/model/secret-box.ts';
import type { Log } from '../../core/ports/log.ts';
import { type Observer, silentObserver } from '../../core/ports/observer.ts';
import type { OpenRequests } from '../../core/ports/open-requests.ts';
import type { Bot } from '../bot.ts';
import { createRequestJournal } from '../request-journal.ts';
import { type KeptRegistration, keepRegistered } from './commands/keep-registered.ts';
import { createDeliveryAdapter } from './deliver/delivery-adapter.ts';
import { createNotices } from './deliver/notices.ts';
import { createProgressBoard } from './deliver/progress-board.ts';
import { createProgressPace } from './deliver/progress-pace.ts';
import { createReplyOrder } from './deliver/reply-order.ts';
import { createSizeLimits } from './deliver/size-limits.ts';
import { createVoiceMessageAdapter } from './deliver/voice-message-adapter.ts';
import { createApplicationKey } from './endpoint/application-key.ts';
import { createInteractionsEndpoint } from './endpoint/interactions-endpoint.ts';
import { webhookEvents } from './endpoint/webhook-events.ts';
import { createAcknowledge } from './gateway/acknowledge.ts';
import { createGateway, FIRST_RESPONSE_MS, type GatewayEvents } from './gateway/gateway.ts';
import { createServerNews } from './gateway/server-news.ts';
import type { DiscordSettings } from './gateway/settings.ts';
import { NO_NAMES } from './payload/names.ts';
import { PLATFORM } from './payload/platform.ts';
import { createAttachments } from './receive/attachments.ts';
import { MENU } from './receive/menu.ts';
import { readText } from './receive/read-text.ts';
import { createReceive } from './receive/receive.ts';
import type { Receiver } from './receive/receiver.ts';
import { createApplicationApi } from './rest/application-api.ts';
import { createRests } from './rest/create-rest.ts';
import { createDiscordApi } from './rest/discord-api.ts';
import { createPause, createPauseMemory } from './rest/pause.ts';
import { createLocaleMemory } from './text/locale-memory.ts';
import { say } from './text/words.ts';

/** The parts and settings of the Discord bot. */
export interface DiscordBotSettings {
  readonly config: DiscordSettings;
  readonly dispatcher: CommandDispatcher;
  /** Keeps what was acknowledged until it is answered. */
  readonly requests: OpenRequests;
  /** Whether no other process uses the store, so that whatever is left in it was left by an earlier one. */
  readonly isAlone: boolean;
  /**
   * Remembers that servers have no commands of their own, the options given before a form was opened, and members’
   * languages.
   */
  readonly cache: Keyv<string>;
  /** Hears which servers the bot was removed from, and which it is in. */
  readonly departures: Pick<Departures, 'leave' | 'comeBack' | 'known'>;
  /** Encrypts stored interaction tokens. */
  readonly keys: BoxKeys;
  /** `UPLOAD_LIMIT_MIB`: what every channel accepts; used where Discord reports no limit. */
  readonly uploadFloorBytes: number;
  readonly maxAttachmentBytes: number;
  /** Hosts besides Discord's own that members' files may come from. */
  readonly mediaHosts: readonly string[];
  /** False if another process receives and this one only delivers. Default: true. */
  readonly receives?: boolean;
  /** Whether interactions may come over HTTP too. Default: false. */
  readonly servesEndpoint?: boolean;
  /** How long Discord waits for the first response to an interaction. Default: 3 s. */
  readonly firstResponseMs?: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Counts requests and acknowledgements; nobody by default. */
  readonly observer?: Pick<Observer, 'platformRequest' | 'acknowledged'>;
}

/** The Discord bot, and what it serves over HTTP. */
export interface DiscordBot extends Bot {
  /** Mount at the root of the HTTP server. Absent if nothing arrives over HTTP. */
  readonly router?: Router;
}

/** Discord repeats messages for a while after a reconnection, and no interaction after its token has expired. */
const REMEMBERED_MS = 60 * 60_000;
/** A token lasts 15 minutes. A message could be answered later, but nobody waits that long for a word. */
const ANSWERABLE_MS = 14.5 * 60_000;
/** Longer than any reply of the dispatcher should take; jobs continue without it. */
const ANSWER_WITHIN_MS = 60_000;
/** How long the bot spends on telling late callers that it restarts. */
const SAID_WITHIN_MS = 1_000;
/** All work has been told to stop by then; what ignores that is abandoned. */
const STOPPED_WITHIN_MS = 5_000;

/** Creates the Discord bot. Nothing is connected until `start`. */
export async function createDiscordBot(settings: DiscordBotSettings): Promise<DiscordBot> {
  const { config, dispatcher, keys, clock, receives = true, servesEndpoint = false } = settings;
  const { observer = silentObserver } = settings;
  const log = settings.log.child({ platform: PLATFORM });
  const stopped = new AbortController();
  const drained = new AbortController();
  const underWay = new Set<Promise<void>>();
  let isDraining = false;

  const pauseMemory = createPauseMemory();
  const pause = createPause(pauseMemory, clock);
  const rests = createRests(config.apiUrl, config.token.reveal(), pause, clock, log, observer);
  const api = createDiscordApi(rests);
  const gate = createReplyOrder(clock);
  const pace = createProgressPace(createProgressBoard({ api, keys, clock }), clock, log);
  const sizes = createSizeLimits(settings.uploadFloorBytes);
  const voice = createVoiceMessageAdapter({
    api,
    gate,
    keys,
    uploadFloorBytes: settings.uploadFloorBytes,
    log,
  });
  const attachments = createAttachments({
    maxBytes: settings.maxAttachmentBytes,
    mediaHosts: settings.mediaHosts,
  });
  const journal = createRequestJournal({
    requests: settings.requests,
    platform: PLATFORM,
    ttlMs: REMEMBERED_MS,
    answerableMs: ANSWERABLE_MS,
    isAlone: settings.isAlone,
    keys,
    clock,
    log,
  });
  const receiver: Receiver = {
    api,
    dispatcher,
    journal,
    gate,
    forms: settings.cache,
    locales: createLocaleMemory(settings.cache, log),
    keys,
    uploadFloorBytes: settings.uploadFloorBytes,
    channelFileBytes: (guildId) => gateway.fileBytesIn(guildId),
    clock,
    observer,
    log,
    isDraining: () => isDraining,
    deadline: () => AbortSignal.any([stopped.signal, clock.timeout(ANSWER_WITHIN_MS)]),
  };

  const follow = (work: Promise<void>): void => {
    const done = work.finally(() => underWay.delete(done));
    underWay.add(done);
  };
  const { firstResponseMs = FIRST_RESPONSE_MS } = settings;
  const offered = { commands: dispatcher.describe('en'), menu: MENU.map(({ word }) => say('en', word)) };
  const receive = createReceive(
    receiver,
    {
      offered,
      acknowledge: createAcknowledge({ apiUrl: config.apiUrl, firstResponseMs }, pause, log),
      findChannel: (channelId) => gateway.findChannel(channelId),
    },
    follow,
  );
  const servers = createServerNews({ departures: settings.departures, clock, log });
  const events: GatewayEvents = {
    ...receive,
    server: (guildId, change) => follow(servers[change](guildId)),
  };
  const gateway = createGateway(config, offered, events, pauseMemory, log, firstResponseMs);

  const application = createApplicationApi(rests);
  const signed = { key: createApplicationKey(application, clock, log), clock, stopped: stopped.signal };
  const endpoint = { ...signed, offered, receive, api, firstResponseMs, follow, log };
  const router =
    receives && servesEndpoint
      ? createInteractionsEndpoint(endpoint).use(
          webhookEvents({ ...signed, departures: settings.departures, log }),
        )
      : undefined;

  let registration: KeptRegistration | undefined;
  const settled = async (work: Iterable<Promise<void>>, withinMs: number): Promise<void> => {
    await unlessAborted(Promise.allSettled(work), clock.timeout(withinMs)).catch(() => {});
  };

  return {
    name: PLATFORM,
    adapter: { ...createDeliveryAdapter({ api, pace, gate, sizes, keys, clock, log }), voice },
    attachments: {
      open: (ref, signal) => attachments.open(ref, signal),
      readMarkup: (text, origin) => readText(receiver, text, NO_NAMES, origin),
    },
    notices: createNotices(api),
    ...(router && { router }),
    async start(signal) {
      if (!receives) return;
      const { applicationId } = await gateway.connect(AbortSignal.any([signal, stopped.signal]));
      await servers.compare((guildId) => gateway.isIn(guildId));
      registration = keepRegistered(
        {
          api: application,
          config,
          describe: dispatcher.describe,
          memory: settings.cache,
          clock,
          log,
        },
        AbortSignal.any([signal, drained.signal]),
      );
      follow(registration.done);
      await registration.tried;
      log.info({ application: applicationId }, 'discord-connected');
      follow(journal.keepCarryingOn(receive.carryOn, drained.signal));
    },
    drain() {
      isDraining = true;
      drained.abort();
    },
    async stop() {
      isDraining = true;
      drained.abort();
      await gateway.close();
      await settled(underWay, SAID_WITHIN_MS);
      stopped.abort();
      await settled([pace.close(), ...underWay], STOPPED_WITHIN_MS);
      await settled([journal.close()], STOPPED_WITHIN_MS);
      await attachments.close();
      rests[Symbol.dispose]();
    },
    health() {
      if (!receives) return { ready: true };
      const connection = gateway.health();
      const reason = registration?.problem();
      return connection.ready && reason !== undefined ? { ready: false, reason } : connection;
    },
  };
}
