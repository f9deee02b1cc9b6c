import { randomUUID } from 'node:crypto';
import type { ReplyFile } from '../../../commands/framework/reply.ts';

const MIB = 1024 * 1024;
/** Files of one member, and of all; the oldest are dropped first. */
const LIMITS: ReplyFileLimits = { ofMemberBytes: 16 * MIB, ofAllBytes: 64 * MIB };

/** How much is kept in memory. */
interface ReplyFileLimits {
  readonly ofMemberBytes: number;
  readonly ofAllBytes: number;
}

/** Keeps the files of replies. A reply lasts no longer than the page that shows it, so they are in memory only. */
export interface ReplyFiles {
  /** Keeps a file for one member, and returns its id. */
  keep(file: ReplyFile, member: string): string;
  /** Returns a file of this member; `undefined` also for another member's. */
  find(id: string, member: string): ReplyFile | undefined;
}

/** Creates the store without files. */
export function createReplyFiles({ ofMemberBytes, ofAllBytes } = LIMITS): ReplyFiles {
  const kept = new Map<string, { readonly file: ReplyFile; readonly member: string }>();

  /** Drops the oldest of these until they fit; never the newest. */
  const fit = (maxBytes: number, isOne: (member: string) => boolean): void => {
    const some = [...kept].filter(([, { member }]) => isOne(member));
    let bytes = some.reduce((sum, [, { file }]) => sum + file.sizeBytes, 0);
    for (const [id, { file }] of some.slice(0, -1)) {
      if (bytes <= maxBytes) return;
      kept.delete(id);
      bytes -= file.sizeBytes;
    }
  };

  return {
    keep(file, member) {
      const id = randomUUID();
      kept.set(id, { file, member });
      fit(ofMemberBytes, (one) => one === member);
      fit(ofAllBytes, () => true);
      return id;
    },
    find(id, member) {
      const found = kept.get(id);
      return found?.member === member ? found.file : undefined;
    },
  };
}
