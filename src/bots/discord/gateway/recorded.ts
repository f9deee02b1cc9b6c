import { MessageChannel } from 'node:worker_threads';
import type { News } from '../payload/news.ts';

/** As much of Discord's three seconds as may be spent on a main thread that is busy, or a database that is slow. */
const MOST_MS = 700;

/** Has interactions recorded before they are acknowledged, so that a crash leaves none unanswered. */
export interface Recorded {
  /** Resolves when the interaction is recorded, and after a limited time in any case. */
  of(interactionId: string, payload: string): Promise<void>;
}

/** Creates the thread's side. The main thread records, and says so over a channel of its own. */
export function createRecorded(tell: (news: News) => void): Recorded {
  const { port1: answers, port2: port } = new MessageChannel();
  const waiting = new Map<string, () => void>();
  answers.on('message', (id: string) => waiting.get(id)?.());
  // The thread ends without it.
  answers.unref();
  tell({ kind: 'answers', port });
  return {
    of(id, payload) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const late = setTimeout(resolve, MOST_MS);
      waiting.set(id, resolve);
      tell({ kind: 'arriving', id, payload });
      return promise.finally(() => {
        clearTimeout(late);
        waiting.delete(id);
      });
    },
  };
}
