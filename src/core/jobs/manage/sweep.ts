import type { Clock } from '../../async/clock.ts';
import { inBatches } from '../../async/in-batches.ts';
import { isJobOver, type Job } from '../../model/job/job.ts';
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
/** How many records, or reservations, one transaction removes: few, because everything else waits for it. */
const REMOVED_AT_ONCE = 200;
const ARCHIVED_AT_ONCE = 100;
const READ_AT_ONCE = 200;
const SEALED_AT_ONCE = 100;
const PAUSE_MS = 50;
const DEADLINE_MS = 4 * 60_000;
/** The daily comparison with AudioPod needs the settlements of two days, to the moment. */
const KEEP_SETTLED_MS = 3 * DAY_MS;
/** No time zone is a day away from UTC. */
const KEEP_DAYS_MS = (MAX_USAGE_DAYS + 2) * DAY_MS;

/** What the sweep needs. */
export interface SweepParts {
  readonly store: Pick<Store, 'sealPlain'> & {
    readonly jobs: Pick<Store['jobs'], 'removeOver' | 'getAll'>;
    readonly ledger: Pick<Store['ledger'], 'archive'>;
    readonly forgotten: Pick<Store['forgotten'], 'sweep'>;
    readonly seen: Pick<Store['seen'], 'sweep'>;
  };
  readonly folders: Pick<Folders, 'known' | 'removeTemp' | 'removeUndelivered'>;
  readonly retentionMs: number;
  /** Erases connected keys that nothing needs any more. */
  readonly sweepKeys: () => Promise<void>;
  /** Forgets the tenants that left long ago. */
  readonly sweepTenants: (signal: AbortSignal) => Promise<void>;
  readonly time: Pick<TimeWatch, 'isSure'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Called with the ids of removed job records, so that adapters drop what they kept for them. */
  readonly onRemoved: (jobIds: readonly string[]) => Promise<void>;
}

/**
 * Removes old job records, files that nothing refers to, and expired dedupe keys, archives old spending, encrypts
 * what a release before encryption has stored, and forgets tenants that left. Removes
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
    () => store.ledger.archive({ endedBeforeMs, foldBeforeDay, limit: ARCHIVED_AT_ONCE }),
    batches,
    signal,
  );
  const areSealed = await inBatches(() => store.sealPlain(SEALED_AT_ONCE), batches, signal);
  if (!areRemoved || !areArchived || !areSealed)
    log.info({ areRemoved, areArchived, areSealed }, 'sweep-continues-later');
  await sweepFolders(parts, [...(await folders.known())]);
  await store.forgotten.sweep(clock.now());
  await parts.sweepTenants(signal);
  await parts.sweepKeys();
  await store.seen.sweep();
}

async function removeJobs({ store, onRemoved }: SweepParts, beforeMs: number): Promise<number> {
  const removed = await store.jobs.removeOver(beforeMs, REMOVED_AT_ONCE);
  if (removed.length > 0) await onRemoved(removed);
  return removed.length;
}

async function sweepFolders(parts: SweepParts, ids: readonly string[]): Promise<void> {
  for (let at = 0; at < ids.length; at += READ_AT_ONCE) {
    const some = ids.slice(at, at + READ_AT_ONCE);
    const jobs = await parts.store.jobs.getAll(some);
    for (const id of some) {
      const job = jobs.get(id);
      // What can't be read may still need its files.
      if (job === undefined && jobs.has(id)) continue;
      // One file that cannot be removed must not keep all others.
      await sweepFoldersOf(id, job, parts).catch((error: unknown) =>
        parts.log.warn({ job: id, error }, 'folder-not-swept'),
      );
    }
  }
}

async function sweepFoldersOf(
  jobId: string,
  job: Job | undefined,
  { folders, clock }: SweepParts,
): Promise<void> {
  if (job !== undefined && !isJobOver(job)) return;
  await folders.removeTemp(jobId);
  const isKept =
    job?.delivery.state === 'undeliverable' && job.delivery.atMs > clock.now() - KEEP_UNDELIVERED_MS;
  if (!isKept) await folders.removeUndelivered(jobId);
}
