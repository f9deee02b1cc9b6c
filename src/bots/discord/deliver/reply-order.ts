import type { Clock } from '../../../core/async/clock.ts';
import { unlessAborted } from '../../../core/async/unless-aborted.ts';

/** A result waits at most this long for the reply that precedes it. */
const LONGEST_HOLD_MS = 15_000;

/**
 * Keeps a result from overtaking the reply that announces it. Both may edit the same message, and a job can
 * be done before the reply is drawn; the reply would then replace the result.
 */
export interface ReplyOrder {
  /** Holds results of one request back until the returned value is disposed of. */
  shut(requestId: string): Disposable;
  /** Resolves once the reply is drawn, immediately if none is pending. Never rejects. */
  passed(requestId: string, signal: AbortSignal): Promise<void>;
}

/**
 * Creates the order, with nothing held back. It covers this process only: if another process delivers, the
 * reply comes first anyway.
 */
export function createReplyOrder(clock: Clock): ReplyOrder {
  const shut = new Map<string, Promise<void>>();
  return {
    shut(requestId) {
      const { promise, resolve } = Promise.withResolvers<void>();
      shut.set(requestId, promise);
      return {
        [Symbol.dispose]() {
          shut.delete(requestId);
          resolve();
        },
      };
    },
    async passed(requestId, signal) {
      const drawn = shut.get(requestId);
      if (drawn === undefined) return;
      const enough = AbortSignal.any([signal, clock.timeout(LONGEST_HOLD_MS)]);
      await unlessAborted(drawn, enough).catch(() => {});
    },
  };
}
