import { randomUUID } from 'node:crypto';
import type { ReplyFile } from '../../commands/framework/reply.ts';

/** All of them together; what is older goes first. */
const MOST_BYTES = 64 * 1024 * 1024;

/** The files of answers. Nothing keeps an answer beyond the page that shows it, so they are only in memory. */
export interface ReplyFiles {
  /** Keeps a file for one member, and answers the id it is found by. */
  keep(file: ReplyFile, member: string): string;
  /** `undefined` also for another member's. */
  find(id: string, member: string): ReplyFile | undefined;
}

/** None yet. */
export function createReplyFiles(mostBytes = MOST_BYTES): ReplyFiles {
  const kept = new Map<string, { readonly file: ReplyFile; readonly member: string }>();
  let bytes = 0;
  return {
    keep(file, member) {
      const id = randomUUID();
      kept.set(id, { file, member });
      bytes += file.sizeBytes;
      for (const [oldest, { file: gone }] of kept) {
        if (bytes <= mostBytes || oldest === id) break;
        kept.delete(oldest);
        bytes -= gone.sizeBytes;
      }
      return id;
    },
    find(id, member) {
      const found = kept.get(id);
      return found?.member === member ? found.file : undefined;
    },
  };
}
