import type { Keyv } from 'keyv';
import { z } from 'zod';
import type { OutgoingFile } from '../../../core/model/job/job-files.ts';

/** The message that shows a job's progress. */
export interface StatusMessage {
  readonly channel: string;
  readonly ts: string;
  /** The thread for the result; absent if it follows in the channel itself. */
  readonly root?: string;
}

/** How far a post with files is. */
export interface KnownPost {
  /** The files uploaded for it; empty if they were withdrawn. */
  readonly fileIds: readonly string[];
  /** Whether its message was about to be posted, so that it may exist. */
  readonly isSharing: boolean;
  /** Whether Slack confirmed the message, so that sharing the same files again may post a second one. */
  readonly isConfirmed?: boolean;
  /** How many uploads were confirmed, and withdrawn because they appeared nowhere. */
  readonly withdrawn?: number;
  /** Whether Slack refuses its blocks, so that it is posted as plain text. */
  readonly isPlain?: boolean;
}

/** What the adapter remembers across processes. All of it may be lost. */
export interface DeliveryMemory {
  status(handleId: string): Promise<StatusMessage | undefined>;
  keepStatus(handleId: string, status: StatusMessage): Promise<void>;
  forgetStatus(handleId: string): Promise<void>;
  post(key: string): Promise<KnownPost | undefined>;
  keepPost(key: string, post: KnownPost): Promise<void>;
  /** Keeps Slack's id of a file that was uploaded before its message. */
  keepAhead(jobId: string, file: AheadFile, fileId: string): Promise<void>;
  /**
   * Returns that id, and forgets it: a file belongs to one message. What a crash loses that way is uploaded again.
   */
  takeAhead(jobId: string, file: AheadFile): Promise<string | undefined>;
}

/** What tells a file from an earlier encoding of the same track. */
type AheadFile = Pick<OutgoingFile, 'fileName' | 'sizeBytes'>;

const KEPT_MS = 7 * 24 * 60 * 60_000;

/** Slack soon drops files that nobody was shown. */
const AHEAD_KEPT_MS = 24 * 60 * 60_000;

const statusShape = z.object({ channel: z.string(), ts: z.string(), root: z.string().optional() });
const postShape = z.object({
  fileIds: z.array(z.string()),
  isSharing: z.boolean(),
  isConfirmed: z.boolean().exactOptional(),
  withdrawn: z.int().exactOptional(),
  isPlain: z.boolean().exactOptional(),
});

function aheadKey(jobId: string, { fileName, sizeBytes }: AheadFile): string {
  return `ahead:${jobId}:${sizeBytes}:${fileName}`;
}

/** Creates the memory in a cache. */
export function createDeliveryMemory(cache: Keyv<unknown>): DeliveryMemory {
  return {
    async status(handleId) {
      const { data } = statusShape.safeParse(await cache.get(`status:${handleId}`));
      if (data === undefined) return undefined;
      const { root, ...status } = data;
      return { ...status, ...(root === undefined ? {} : { root }) };
    },
    async keepStatus(handleId, status) {
      await cache.set(`status:${handleId}`, status, KEPT_MS);
    },
    async forgetStatus(handleId) {
      await cache.delete(`status:${handleId}`);
    },
    post: async (key) => postShape.safeParse(await cache.get(`post:${key}`)).data,
    async keepPost(key, post) {
      await cache.set(`post:${key}`, post, KEPT_MS);
    },
    async keepAhead(jobId, file, fileId) {
      await cache.set(aheadKey(jobId, file), fileId, AHEAD_KEPT_MS);
    },
    async takeAhead(jobId, file) {
      const key = aheadKey(jobId, file);
      const { data } = z.string().safeParse(await cache.get(key));
      if (data !== undefined) await cache.delete(key);
      return data;
    },
  };
}
