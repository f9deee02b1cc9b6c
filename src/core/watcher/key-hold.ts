import type { KeyWatch, WatchHolds } from '../ports/watch-holds.ts';
import type { StatusRateLimit } from './status-rate-limit.ts';

/** Who watches one key; see `WatchHolds`. */
export interface KeyHolds {
  take(process: string): Promise<KeyWatch>;
  release(process: string, fullInMs: number): Promise<void>;
}

/** Whether this process may watch the key. */
export interface KeyHold {
  /** Returns the process that watches; `undefined` if it is this one. */
  claim(process: string): Promise<string | undefined>;
  giveUp(): Promise<void>;
  /** Whether this process is the one that watches. */
  isHeld(): boolean;
}

/** Picks one key: a tenant's own; without `keyId` the bot owner's. */
export function keyHolds(all: WatchHolds, keyId?: string): KeyHolds {
  return {
    take: (process) => all.take(keyId, process),
    release: (process, fullInMs) => all.release(keyId, process, fullInMs),
  };
}

/**
 * Keeps in mind that this process has the key: a process that counts as alive loses it to nobody. Its rate limit
 * goes on where that of the process before it ended.
 */
export function createKeyHold(
  holds: KeyHolds | undefined,
  rateLimit: Pick<StatusRateLimit, 'continueFrom' | 'fullInMs'>,
): KeyHold {
  if (holds === undefined)
    return { claim: async () => undefined, giveUp: async () => undefined, isHeld: () => true };
  let heldBy: string | undefined;
  /** One question at a time: many jobs begin to be watched together. */
  let asking: Promise<unknown> = Promise.resolve();

  const ask = async (process: string): Promise<string | undefined> => {
    if (heldBy === process) return undefined;
    const answer = await holds.take(process);
    if (answer.by === 'other') return answer.process;
    rateLimit.continueFrom(answer.fullInMs);
    heldBy = process;
    return undefined;
  };

  return {
    claim(process) {
      if (heldBy === process) return Promise.resolve(undefined);
      const answer = asking.then(() => ask(process));
      asking = answer.catch(() => undefined);
      return answer;
    },
    isHeld: () => heldBy !== undefined,
    async giveUp() {
      await asking;
      if (heldBy === undefined) return;
      const process = heldBy;
      heldBy = undefined;
      await holds.release(process, rateLimit.fullInMs());
    },
  };
}
