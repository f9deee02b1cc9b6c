import { randomUUID } from 'node:crypto';
import type { ReplyFile } from '../../../commands/framework/reply.ts';

/** All files together; the oldest are dropped first. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Keeps the files of replies. A reply lasts no longer than the page that shows it, so they are in memory only. */
export interface ReplyFiles {
  /** Keeps a file for one member, and returns its id. */
  keep(file: ReplyFile, member: string): string;
  /** Returns a file of this member; `undefined` also for another member's. */
  find(id: string, member: string): ReplyFile | undefined;
}

/** Creates the store without files. */
export function createReplyFiles(maxBytes = MAX_BYTES): ReplyFiles {
  const kept = new Map<string, { readonly file: ReplyFile; readonly member: string }>();
  let bytes = 0;
  return {
    keep(file, member) {
      const id = randomUUID();
      kept.set(id, { file, member });
      bytes += file.sizeBytes;
      for (const [oldest, { file: gone }] of kept) {
        if (bytes <= maxBytes || oldest === id) break;
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
