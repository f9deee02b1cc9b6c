import type { Clock } from '../async/clock.ts';
import type { Action } from '../model/job/action.ts';
import type { Log } from '../ports/log.ts';
import type { Notices, Recipient } from '../ports/notices.ts';
import type { Seen } from '../ports/store.ts';

const DEADLINE_MS = 60_000;

/** Notifies the bot owners. Never throws: a failed notice must not stop the caller. */
export type NotifyOwners = (notice: OwnerNotice) => Promise<void>;

/** A notice to the bot owners. */
export interface OwnerNotice {
  /** The topic. One process sends it, and not again for `everyMs`. */
  readonly about: string;
  readonly everyMs: number;
  /** The final text, in English: an owner's language is unknown. */
  readonly text: string;
  /** Buttons that owners may press. */
  readonly actions?: readonly Action[];
}

/** Creates {@link NotifyOwners}. If no owner is named, or none can be reached, the notice is logged. */
export function createNotifyOwners(parts: {
  readonly owners: readonly Recipient[];
  readonly notices: Notices;
  readonly seen: Pick<Seen, 'first'>;
  readonly clock: Clock;
  readonly log: Log;
}): NotifyOwners {
  const { owners, notices, seen, clock, log } = parts;
  return async ({ about, everyMs, text, actions }) => {
    try {
      if (!(await seen.first(`owners:${about}`, everyMs))) return;
      const signal = clock.timeout(DEADLINE_MS);
      const told = await Promise.allSettled(
        owners.map((owner) => notices.tell(owner, text, signal, actions)),
      );
      const failed = told.filter((one) => one.status === 'rejected');
      for (const { reason } of failed) log.warn({ about, error: reason }, 'owner-not-told');
      if (failed.length === told.length) log.error({ about, text }, 'owner-notice-undelivered');
    } catch (error) {
      log.error({ about, error }, 'owners-not-told');
    }
  };
}
