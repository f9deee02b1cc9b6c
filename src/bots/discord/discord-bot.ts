import type { Keyv } from 'keyv';
import type { CommandDispatcher } from '../../commands/dispatch/command-dispatcher.ts';
import type { Clock } from '../../core/async/clock.ts';
import { unlessAborted } from '../../core/async/unless-aborted.ts';
import type { BoxKeys } from '../../core/model/secret-box.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Seen } from '../../core/ports/store.ts';
import type { Bot } from '../bot.ts';
import { registerIfChanged } from './commands/register.ts';
import { createDeliveryAdapter } from './deliver/delivery-adapter.ts';
import { createNotices } from './deliver/notices.ts';
import { createProgressBoard } from './deliver/progress-board.ts';
import { createProgressPace } from './deliver/progress-pace.ts';
import { createReplyOrder } from './deliver/reply-order.ts';
import { createSizeLimits } from './deliver/size-limits.ts';
import { createVoiceMessageAdapter } from './deliver/voice-message-adapter.ts';
import { createGateway } from './gateway/gateway.ts';
import type { DiscordSettings } from './gateway/settings.ts';
import { NO_NAMES } from './payload/names.ts';
import { PLATFORM } from './payload/platform.ts';
import { createAttachments } from './receive/attachments.ts';
import { MENU } from './receive/menu.ts';
import { readText } from './receive/read-text.ts';
import { createReceive } from './receive/receive.ts';
import type { Receiver } from './receive/receiver.ts';
import { createRests } from './rest/create-rest.ts';
import { createDiscordApi } from './rest/discord-api.ts';
import { createPause, createPauseMemory } from './rest/pause.ts';
import { say } from './text/words.ts';

/** The parts and settings of the Discord bot. */
export interface DiscordBotSettings {
  readonly config: DiscordSettings;
  readonly dispatcher: CommandDispatcher;
  readonly seen: Pick<Seen, 'first'>;
  /** Remembers which commands were registered, and the options given before a form was opened. */
  readonly cache: Keyv<string>;
  /** Encrypts stored interaction tokens. */
  readonly keys: BoxKeys;
  /** `UPLOAD_LIMIT_MIB`: what every channel accepts; used where Discord reports no limit. */
  readonly uploadFloorBytes: number;
  readonly maxAttachmentBytes: number;
  /** Hosts besides Discord's own that members' files may come from. */
  readonly mediaHosts: readonly string[];
  /** False if another process receives and this one only delivers. Default: true. */
  readonly receives?: boolean;
  /** How long Discord waits for the first response to an interaction. Default: 3 s. */
  readonly firstResponseMs?: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** Longer than any reply of the dispatcher should take; jobs continue without it. */
const ANSWER_WITHIN_MS = 60_000;
/** How long the bot spends on telling late callers that it restarts. */
const SAID_WITHIN_MS = 1_000;
/** All work has been told to stop by then; what ignores that is abandoned. */
const STOPPED_WITHIN_MS = 5_000;

/** Creates the Discord bot. Nothing is connected until `start`. */
export async function createDiscordBot(settings: DiscordBotSettings): Promise<Bot> {
  const { config, dispatcher, keys, clock, receives = true } = settings;
  const log = settings.log.child({ platform: PLATFORM });
  const stopped = new AbortController();
  const underWay = new Set<Promise<void>>();
  let isDraining = false;

  const pauseMemory = createPauseMemory();
  const pause = createPause(pauseMemory, clock);
  const rests = createRests(config.apiUrl, config.token.reveal(), pause, log);
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
  const receiver: Receiver = {
    api,
    dispatcher,
    seen: settings.seen,
    gate,
    pace,
    forms: settings.cache,
    keys,
    uploadFloorBytes: settings.uploadFloorBytes,
    clock,
    log,
    isDraining: () => isDraining,
    deadline: () => AbortSignal.any([stopped.signal, clock.timeout(ANSWER_WITHIN_MS)]),
  };

  const follow = (work: Promise<void>): void => {
    const done = work.finally(() => underWay.delete(done));
    underWay.add(done);
  };
  const gateway = createGateway(
    config,
    { commands: dispatcher.describe('en'), menu: MENU.map(({ word }) => say('en', word)) },
    createReceive(receiver, (channelId) => gateway.findChannel(channelId), follow),
    pauseMemory,
    log,
    settings.firstResponseMs,
  );

  const tellCommands = async (applicationId: string): Promise<void> => {
    const guild = config.devGuild;
    const registration = {
      applicationId,
      describe: dispatcher.describe,
      ...(guild !== undefined && { guildId: guild }),
    };
    try {
      const told = await registerIfChanged(api, registration, settings.cache);
      if (told) log.info({ guild: guild ?? 'everywhere' }, 'commands-registered');
    } catch (error) {
      // Commands registered earlier keep working, so the bot can start anyway.
      log.error({ error }, 'commands-not-registered');
    }
  };

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
    async start(signal) {
      if (!receives) return;
      const { applicationId } = await gateway.connect(AbortSignal.any([signal, stopped.signal]));
      await tellCommands(applicationId);
      log.info({ application: applicationId }, 'discord-connected');
    },
    drain() {
      isDraining = true;
    },
    async stop() {
      isDraining = true;
      await gateway.close();
      await settled(underWay, SAID_WITHIN_MS);
      stopped.abort();
      await settled([pace.close(), ...underWay], STOPPED_WITHIN_MS);
      await attachments.close();
      rests[Symbol.dispose]();
    },
    health: () => (receives ? gateway.health() : { ready: true }),
  };
}
