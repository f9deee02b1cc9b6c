import type { ReplyView } from '../../protocol/view.ts';
import type { StoredValue } from './session-store.ts';

/** More would only be scrolled past, and the browser stores little. */
const MOST_REPLIES = 60;

/** A reply with the line it answers. */
export interface StoredReply {
  readonly key: string;
  /** When the job before it was started, by the server’s clock. */
  readonly atMs: number;
  readonly line: string;
  readonly reply: ReplyView;
}

/** Keeps the replies of this tab over a reload. Jobs need no such thing: the server has them. */
export interface StoredReplies {
  all(): readonly StoredReply[];
  /** Returns a key that no other reply of this tab has. */
  nextKey(): string;
  add(reply: StoredReply): void;
  remove(key: string): void;
}

/** Opens the replies of this tab. */
export function openStoredReplies(stored: StoredValue<readonly StoredReply[]>): StoredReplies {
  let replies: readonly StoredReply[] = stored.read() ?? [];
  let latest = Math.max(0, ...replies.map(({ key }) => Number(key.split(' ')[1] ?? 0)));

  function keep(next: readonly StoredReply[]): void {
    replies = next.slice(-MOST_REPLIES);
    stored.write(replies);
  }

  return {
    all: () => replies,
    nextKey() {
      latest += 1;
      return `reply ${latest}`;
    },
    add: (reply) => keep([...replies, reply]),
    remove: (key) => keep(replies.filter((one) => one.key !== key)),
  };
}
