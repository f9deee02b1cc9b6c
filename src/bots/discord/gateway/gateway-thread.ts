/**
 * The thread of Discord's gateway. It acknowledges what members ask for, because a first response must arrive
 * within three seconds and the main thread may be busy. It passes everything else on.
 */
import { parentPort } from 'node:worker_threads';
import {
  type SessionInfo,
  WebSocketShard,
  type WebSocketShardDestroyOptions,
  WebSocketShardEvents,
  WorkerBootstrapper,
  WorkerContextFetchingStrategy,
  WorkerReceivePayloadOp,
} from '@discordjs/ws';
import { GatewayDispatchEvents, type GatewayDispatchPayload } from 'discord-api-types/v10';
import { systemClock } from '../../../core/async/clock.ts';
import type { Log } from '../../../core/ports/log.ts';
import { firstResponseTo } from '../payload/first-response.ts';
import { outlineOf, readInteraction } from '../payload/interaction.ts';
import { addressIn } from '../payload/interaction-header.ts';
import type { News } from '../payload/news.ts';
import { recordableOf } from '../payload/recordable.ts';
import { madeAtMs } from '../payload/snowflake.ts';
import { createPause } from '../rest/pause.ts';
import { createAcknowledge } from './acknowledge.ts';
import { createRecorded } from './recorded.ts';
import { createStaleInteractions } from './stale-interactions.ts';
import { takeTerms } from './terms.ts';

/**
 * The events that the library itself relies on. Its debug events are omitted: nothing reads them, and each
 * heartbeat would send one.
 */
const FORWARDED = [
  WebSocketShardEvents.Closed,
  WebSocketShardEvents.Error,
  WebSocketShardEvents.HeartbeatComplete,
  WebSocketShardEvents.Hello,
  WebSocketShardEvents.Ready,
  WebSocketShardEvents.Resumed,
];

const port = parentPort;
if (port === null) throw new Error('This file is the thread of a gateway');
const post = (message: object): void => port.postMessage(message);
const tell = (news: News): void => port.postMessage(news, news.kind === 'answers' ? [news.port] : []);
const log: Pick<Log, 'info' | 'warn'> = {
  info: (fields, event) => tell({ kind: 'line', level: 'info', fields, event }),
  warn: (fields, event) => tell({ kind: 'line', level: 'warn', fields, event }),
};

const recorded = createRecorded(tell);

/** Passes an event to the library's half in the main thread. */
function pass(event: WebSocketShardEvents, data: unknown, shardId: number): void {
  post({ op: WorkerReceivePayloadOp.Event, event, data, shardId });
}

/**
 * Keeps the sessions of shards in this thread too. The library would ask the main thread for the session at
 * every event, so an acknowledgement would wait for the very thread it must not wait for.
 */
class OwnSessions extends WorkerContextFetchingStrategy {
  readonly #sessions = new Map<number, SessionInfo>();

  override async retrieveSessionInfo(shardId: number): Promise<SessionInfo | null> {
    return this.#sessions.get(shardId) ?? null;
  }

  override updateSessionInfo(shardId: number, session: SessionInfo | null): void {
    if (session === null) this.#sessions.delete(shardId);
    else this.#sessions.set(shardId, session);
    // The library's other half counts replayed events by it.
    super.updateSessionInfo(shardId, session);
  }
}

class GatewayThread extends WorkerBootstrapper {
  readonly #terms = takeTerms(this.data.token);
  readonly #acknowledge = createAcknowledge(
    this.#terms,
    createPause(this.#terms.pauseMemory, systemClock),
    log,
  );
  readonly #lateness = createStaleInteractions(systemClock, this.#terms.firstResponseMs);
  readonly #underWay = new Set<Promise<void>>();
  readonly #gone = new Set<number>();
  readonly #allGone = Promise.withResolvers<void>();
  #botId = '';

  start(): void {
    for (const shardId of this.data.shardIds) {
      const shard = new WebSocketShard(new OwnSessions(this.data), shardId);
      for (const event of FORWARDED) shard.on(event, (data: unknown) => pass(event, data, shardId));
      shard.on(WebSocketShardEvents.Dispatch, ({ data }) => this.#take(data, shardId));
      this.shards.set(shardId, shard);
    }
    this.setupThreadEvents();
    post({ op: WorkerReceivePayloadOp.WorkerReady });
  }

  /**
   * Otherwise a refused connection would end the thread, and with it the program, before it can report why.
   */
  protected override async connect(shardId: number): Promise<void> {
    try {
      await super.connect(shardId);
    } catch (error) {
      tell({ kind: 'not-connected', reason: error instanceof Error ? error.message : String(error) });
    }
  }

  /**
   * Waits for all shards, because the library ends the thread as soon as the first is gone. What was
   * acknowledged by then is passed on, and the process that claims it replies.
   */
  protected override async destroy(shardId: number, options?: WebSocketShardDestroyOptions): Promise<void> {
    await super.destroy(shardId, options);
    this.#gone.add(shardId);
    if (this.#gone.size === this.shards.size) this.#allGone.resolve();
    await this.#allGone.promise;
    await Promise.all(this.#underWay);
  }

  #take(event: GatewayDispatchPayload, shardId: number): void {
    if (event.t === GatewayDispatchEvents.InteractionCreate) {
      this.#follow(this.#handleInteraction(event.d));
      return;
    }
    if (event.t === GatewayDispatchEvents.MessageCreate) {
      // Every message of every channel arrives; those that don't address the bot are dropped.
      const { guild_id: guildId, author, content } = event.d;
      const isTold = guildId === undefined && author.id !== this.#botId;
      if (isTold || String(content).includes(this.#botId))
        tell({ kind: 'message', payload: event.d, botId: this.#botId });
      return;
    }
    if (event.t === GatewayDispatchEvents.Ready) this.#botId = event.d.user.id;
    pass(WebSocketShardEvents.Dispatch, { data: event }, shardId);
  }

  async #handleInteraction(payload: unknown): Promise<void> {
    const interaction = readInteraction(payload);
    if (interaction === undefined) {
      log.warn({}, 'interaction-not-understood');
      return;
    }
    const { header } = interaction;
    if (this.#lateness.isTooLate(header.id)) {
      log.warn({ interaction: header.id }, 'interaction-too-old');
      return;
    }
    const first = firstResponseTo(this.#terms.offered, header, outlineOf(interaction.request));
    if (first.kind !== 'deferred') {
      tell({ kind: 'interaction', ...interaction, first });
      return;
    }
    await recorded.of(header.id, recordableOf(payload, interaction), this.#terms.firstResponseMs);
    const { kind, ...shown } = await this.#acknowledge(addressIn(header), first.reply);
    if (kind === 'shown') {
      const afterMs = systemClock.now() - madeAtMs(header.id);
      tell({ kind: 'interaction', ...interaction, first: { ...first, ...shown, afterMs } });
    } else tell({ kind: 'dropped', id: header.id, isOver: kind === 'refused' });
  }

  #follow(work: Promise<void>): void {
    const done = work
      .catch((error: unknown) =>
        log.warn({ reason: error instanceof Error ? error.name : typeof error }, 'interaction-failed'),
      )
      .finally(() => this.#underWay.delete(done));
    this.#underWay.add(done);
  }
}

new GatewayThread().start();
