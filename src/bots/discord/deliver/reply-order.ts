import type { Clock } from '../../../core/async/clock.ts';
import { unlessAborted } from '../../../core/async/unless-aborted.ts';

/** A desk's answer takes a moment; longer than this nobody holds a result back for it. */
const LONGEST_HOLD_MS = 15_000;

/**
 * Keeps a result from overtaking the words that announce it. Both may edit the same reply, and a job can be
 * done before its answer is drawn; the words would then take the result's place.
 */
export interface ReplyOrder {
  /** Shuts the gate for one request until the returned value is disposed of. */
  shut(requestId: string): Disposable;
  /** Resolves once the answer is drawn, at once where none is awaited. Never rejects. */
  passed(requestId: string, signal: AbortSignal): Promise<void>;
}

/** An open gate. It knows about this process alone: where another one delivers, the words come first anyway. */
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
