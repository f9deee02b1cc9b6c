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

/** Creates the memory of a workspace’s homes in a cache. A member of several workspaces has one in each. */
export function createHomeMemory(cache: Keyv<unknown>, teamId: () => string): HomeMemory {
  const keyOf = (userId: string): string => `home:${teamId()}:${userId}`;
  return {
    find: async (userId) => shape.safeParse(await cache.get(keyOf(userId))).data,
    async keep(userId, shown) {
      await cache.set(keyOf(userId), shown, KEPT_MS);
    },
  };
}
