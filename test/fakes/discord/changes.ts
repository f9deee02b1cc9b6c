import { setTimeout as delay } from 'node:timers/promises';
import { HUNG_MS } from '../until.ts';

/** Lets tests wait for something to become true, looked at whenever anything changed. */
export interface Changes {
  /** Says that something changed. */
  tell(): void;
  /** Resolves with the first answer of `look` that is not undefined. */
  until<T>(look: () => T | undefined, describe: () => string): Promise<T>;
}

/** Makes a place to wait at. */
export function createChanges(): Changes {
  const waiting = new Set<() => void>();
  return {
    tell() {
      for (const look of [...waiting]) look();
    },
    async until<T>(look: () => T | undefined, describe: () => string) {
      const timer = new AbortController();
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      const check = () => {
        try {
          const found = look();
          if (found !== undefined) resolve(found);
        } catch (cause) {
          reject(cause);
        }
      };
      waiting.add(check);
      const late = delay(HUNG_MS, undefined, { signal: timer.signal }).then(
        () => reject(new Error(`Never: ${describe()}`)),
        () => undefined,
      );
      try {
        check();
        return await promise;
      } finally {
        waiting.delete(check);
        timer.abort();
        await late;
      }
    },
  };
}
