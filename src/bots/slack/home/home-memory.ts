import type { Keyv } from 'keyv';
import { z } from 'zod';

/** What a member’s home shows. */
export interface ShownHome {
  /** Slack’s own mark of it, which changes with every publication. */
  readonly hash: string;
  /** A digest of its content. */
  readonly digest: string;
}

/** What is remembered of homes across processes: those that people have opened. All of it may be lost. */
export interface HomeMemory {
  find(userId: string): Promise<ShownHome | undefined>;
  keep(userId: string, shown: ShownHome): Promise<void>;
}

const KEPT_MS = 30 * 24 * 60 * 60_000;
const shape = z.object({ hash: z.string(), digest: z.string() });

/** Creates the memory in a cache. */
export function createHomeMemory(cache: Keyv<unknown>): HomeMemory {
  return {
    find: async (userId) => shape.safeParse(await cache.get(`home:${userId}`)).data,
    async keep(userId, shown) {
      await cache.set(`home:${userId}`, shown, KEPT_MS);
    },
  };
}
