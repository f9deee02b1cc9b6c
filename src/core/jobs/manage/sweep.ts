import type { Clock } from '../../async/clock.ts';
import { inBatches } from '../../async/in-batches.ts';
import { isJobOver } from '../../model/job/job.ts';
import { dayOf } from '../../model/money/periods.ts';
import { MAX_USAGE_DAYS } from '../../model/money/usage.ts';
import type { TimeWatch } from '../../notify/time-watch.ts';
import type { Log } from '../../ports/log.ts';
import type { Store } from '../../ports/store.ts';
import type { Folders } from '../context/folders.ts';

const DAY_MS = 86_400_000;
/** How often the sweep runs. */
export const SWEEP_EVERY_MS = 10 * 60_000;
/** How long encoded files stay on the disk after their delivery was given up. */
const KEEP_UNDELIVERED_MS = 7 * DAY_MS;
/** How many records or reservations one transaction removes; few, because members wait for it. */
const REMOVED_AT_ONCE = 200;
const PAUSE_MS = 50;
const DEADLINE_MS = 4 * 60_000;
/** The daily comparison with AudioPod needs the settlements of two days, to the moment. */
const KEEP_SETTLED_MS = 3 * DAY_MS;
/** No time zone is a day away from UTC. */
const KEEP_DAYS_MS = (MAX_USAGE_DAYS + 2) * DAY_MS;

/** What the sweep needs. */
export interface SweepParts {
  readonly store: Store;
  readonly folders: Folders;
  readonly retentionMs: number;
  /** Erases connected keys that nothing needs any more. */
  readonly sweepKeys: () => Promise<void>;
  readonly time: Pick<TimeWatch, 'isSure'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Called with the ids of removed job records, so that adapters drop what they kept for them. */
  readonly onRemoved: (jobIds: readonly string[]) => Promise<void>;
}

/**
 * Removes old job records, files that nothing refers to, and expired dedupe keys, and archives old spending. Removes
 * nothing while the time is unsure: it may only seem old.
 */
export async function sweep(parts: SweepParts, signal: AbortSignal): Promise<void> {
  const { store, folders, clock, log } = parts;
  if (!parts.time.isSure()) {
    log.warn({}, 'sweep-waits-for-clock');
    return;
  }
  const batches = { clock, deadlineMs: DEADLINE_MS, pauseMs: PAUSE_MS };
  const beforeMs = clock.now() - parts.retentionMs;
  const areRemoved = await inBatches(() => removeJobs(parts, beforeMs), batches, signal);
  const endedBeforeMs = Math.min(beforeMs, clock.now() - KEEP_SETTLED_MS);
  const foldBeforeDay = dayOf(clock.now() - KEEP_DAYS_MS).name;
  const areArchived = await inBatches(
    () => store.ledger.archive({ endedBeforeMs, foldBeforeDay, limit: REMOVED_AT_ONCE }),
    batches,
    signal,
  );
  if (!areRemoved || !areArchived) log.info({ areRemoved, areArchived }, 'sweep-continues-later');
  for (const id of await folders.known()) {
    // One unreadable record, or one file that cannot be removed, must not keep all others.
    await sweepFolders(id, parts).catch((error: unknown) => log.warn({ job: id, error }, 'folder-not-swept'));
  }
  await parts.sweepKeys();
  await store.seen.sweep();
}

async function removeJobs({ store, onRemoved }: SweepParts, beforeMs: number): Promise<number> {
  const removed = await store.jobs.removeOver(beforeMs, REMOVED_AT_ONCE);
  if (removed.length > 0) await onRemoved(removed);
  return removed.length;
}

async function sweepFolders(jobId: string, { store, folders, clock }: SweepParts): Promise<void> {
  const job = await store.jobs.get(jobId);
  if (job !== undefined && !isJobOver(job)) return;
  await folders.removeTemp(jobId);
  const isKept =
    job?.delivery.state === 'undeliverable' && job.delivery.atMs > clock.now() - KEEP_UNDELIVERED_MS;
  if (!isKept) await folders.removeUndelivered(jobId);
}
