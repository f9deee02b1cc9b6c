import type { Clock } from '../async/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Notices, Recipient } from '../ports/notices.ts';
import type { Seen } from '../ports/store.ts';

const DEADLINE_MS = 60_000;

/** Says something to those who run the bot. Never throws: whoever has a reason to tell them has other work to do. */
export type NotifyOwners = (notice: OwnerNotice) => Promise<void>;

/** What owners are told, and how seldom. */
export interface OwnerNotice {
  /** What it is about. Said by one process alone, and not again for `everyMs`. */
  readonly about: string;
  readonly everyMs: number;
  /** Final words. Nothing is known of an owner's language, so they are English. */
  readonly text: string;
}

/** Where nobody is named as an owner, or none can be reached, the log has it. */
export function createNotifyOwners(parts: {
  readonly owners: readonly Recipient[];
  readonly notices: Notices;
  readonly seen: Pick<Seen, 'first'>;
  readonly clock: Clock;
  readonly log: Log;
}): NotifyOwners {
  const { owners, notices, seen, clock, log } = parts;
  return async ({ about, everyMs, text }) => {
    try {
      if (!(await seen.first(`owners:${about}`, everyMs))) return;
      const signal = clock.timeout(DEADLINE_MS);
      const told = await Promise.allSettled(owners.map((owner) => notices.tell(owner, text, signal)));
      const failed = told.filter((one) => one.status === 'rejected');
      for (const { reason } of failed) log.warn({ about, error: reason }, 'owner-not-told');
      if (failed.length === told.length) log.error({ about, text }, 'owner-notice-undelivered');
    } catch (error) {
      log.error({ about, error }, 'owners-not-told');
    }
  };
}
