import { fileURLToPath } from 'node:url';
import { WorkerShardingStrategy } from 'discord.js';
import { type GatewayTerms, leaveTerms } from './terms.ts';

type Manager = ConstructorParameters<typeof WorkerShardingStrategy>[0];

const THREAD = fileURLToPath(new URL('./gateway-thread.ts', import.meta.url));

/** Runs all shards on one thread, which sends the bot's news besides the library's messages. */
export class OffThread extends WorkerShardingStrategy {
  #isOver = false;

  constructor(manager: Manager, terms: GatewayTerms, take: (message: unknown) => void) {
    super(manager, {
      shardsPerWorker: 'all',
      workerPath: THREAD,
      unknownPayloadHandler: take,
    });
    leaveTerms(manager.options.token, terms);
  }

  /** A thread that starts while the bot stops would otherwise stay and connect. */
  override async spawn(shardIds: number[]): Promise<void> {
    await super.spawn(shardIds);
    if (this.#isOver) await super.destroy();
  }

  /**
   * Ends the thread. Call it after the client is destroyed: while connecting, the library itself destroys and
   * spawns again.
   */
  end(): Promise<void> {
    this.#isOver = true;
    return super.destroy();
  }
}
