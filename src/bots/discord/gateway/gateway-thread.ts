/**
 * The thread that Discord's gateway is on. It acknowledges what members ask for, because a first response has three
 * seconds and the program beside it may be busy; everything else it passes on.
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
import { readInteraction } from '../payload/interaction.ts';
import { addressIn } from '../payload/interaction-header.ts';
import type { News } from '../payload/news.ts';
import { createAcknowledge } from './acknowledge.ts';
import { createStaleInteractions } from './stale-interactions.ts';
import { takeTerms } from './terms.ts';

/** What the library itself goes by. Its debugging lines are read by nobody, and would be one for every heartbeat. */
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
const tell = (news: News): void => post(news);
const log: Pick<Log, 'info' | 'warn'> = {
  info: (fields, event) => tell({ kind: 'line', level: 'info', fields, event }),
  warn: (fields, event) => tell({ kind: 'line', level: 'warn', fields, event }),
};

/** Tells what the library's own half of this, in the program, goes by. */
function pass(event: WebSocketShardEvents, data: unknown, shardId: number): void {
  post({ op: WorkerReceivePayloadOp.Event, event, data, shardId });
}

/**
 * Keeps the sessions of shards here as well. The library would ask the other thread for the session at every event, so
 * that an acknowledgement would wait for the very program it is not to wait for.
 */
class OwnSessions extends WorkerContextFetchingStrategy {
  readonly #sessions = new Map<number, SessionInfo>();

  override async retrieveSessionInfo(shardId: number): Promise<SessionInfo | null> {
    return this.#sessions.get(shardId) ?? null;
  }

  override updateSessionInfo(shardId: number, session: SessionInfo | null): void {
    if (session === null) this.#sessions.delete(shardId);
    else this.#sessions.set(shardId, session);
    // The other half counts by it what was replayed.
    super.updateSessionInfo(shardId, session);
  }
}

class GatewayThread extends WorkerBootstrapper {
  readonly #terms = takeTerms(this.data.token);
  readonly #acknowledge = createAcknowledge(this.#terms, log);
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

  /** Otherwise a refused connection would end the thread, and with it the program, before it can say why. */
  protected override async connect(shardId: number): Promise<void> {
    try {
      await super.connect(shardId);
    } catch (error) {
      tell({ kind: 'not-connected', reason: error instanceof Error ? error.message : String(error) });
    }
  }

  /**
   * The library ends the thread at the first shard that is gone, so each waits for all of them. What was acknowledged
   * by then is passed on, and answered by whoever takes it.
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
      // Everything that is written anywhere comes by here; what does not name the bot goes no further.
      const names = String(event.d.content).includes(this.#botId);
      if (names) tell({ kind: 'message', payload: event.d, botId: this.#botId });
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
    const first = firstResponseTo(this.#terms.offered, interaction);
    if (first.kind !== 'deferred') {
      tell({ kind: 'interaction', ...interaction, first });
      return;
    }
    const acknowledged = await this.#acknowledge(addressIn(header), first.visibility);
    if (acknowledged !== undefined) {
      tell({ kind: 'interaction', ...interaction, first: { ...first, ...acknowledged } });
    }
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
