import { MessageChannel } from 'node:worker_threads';
import type { News } from '../payload/news.ts';

/**
 * How much of the time for the first response may be spent on a main thread that is busy, or a database that is
 * slow: 0.7 of Discord's 3 seconds.
 */
const MOST_OF_TIME = 0.7 / 3;

/** Has interactions recorded before they are acknowledged, so that a crash leaves none unanswered. */
export interface Recorded {
  /**
   * Resolves when the interaction is recorded, and after a limited time in any case.
   *
   * @param responseMs how long Discord waits for the first response.
   */
  of(interactionId: string, payload: string, responseMs: number): Promise<void>;
}

/** Creates the thread's side. The main thread records, and says so over a channel of its own. */
export function createRecorded(tell: (news: News) => void): Recorded {
  const { port1: answers, port2: port } = new MessageChannel();
  const waiting = new Map<string, () => void>();
  answers.on('message', (id: string) => waiting.get(id)?.());
  // The thread ends without it.
  answers.unref();
  let isTold = false;
  return {
    of(id, payload, responseMs) {
      // Not before: until the thread is ready, the main thread hears nothing but that.
      if (!isTold) tell({ kind: 'answers', port });
      isTold = true;
      const { promise, resolve } = Promise.withResolvers<void>();
      const late = setTimeout(resolve, responseMs * MOST_OF_TIME);
      waiting.set(id, resolve);
      tell({ kind: 'arriving', id, payload });
      return promise.finally(() => {
        clearTimeout(late);
        waiting.delete(id);
      });
    },
  };
}
