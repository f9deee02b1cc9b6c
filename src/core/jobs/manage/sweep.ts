import type { Clock } from '../../async/clock.ts';
import { isJobOver } from '../../model/job/job.ts';
import type { Log } from '../../ports/log.ts';
import type { Store } from '../../ports/store.ts';
import type { Folders } from '../context/folders.ts';

/** How often the sweep runs. */
export const SWEEP_EVERY_MS = 10 * 60_000;
/** How long encoded files stay on the disk after their delivery was given up. */
const KEEP_UNDELIVERED_MS = 7 * 86_400_000;
const REMOVED_AT_ONCE = 200;

/** What the sweep needs. */
export interface SweepParts {
  readonly store: Store;
  readonly folders: Folders;
  readonly retentionMs: number;
  /** Erases connected keys that nothing needs any more. */
  readonly sweepKeys: () => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  /** Called with the ids of removed job records, so that adapters drop what they kept for them. */
  readonly onRemoved: (jobIds: readonly string[]) => Promise<void>;
}

/** Removes old job records, files that nothing refers to, and expired dedupe keys. */
export async function sweep(parts: SweepParts): Promise<void> {
  const { store, folders, clock, log } = parts;
  const removed = await store.jobs.removeOver(clock.now() - parts.retentionMs, REMOVED_AT_ONCE);
  if (removed.length > 0) await parts.onRemoved(removed);
  for (const id of await folders.known()) {
    // One unreadable record, or one file that cannot be removed, must not keep all others.
    await sweepFolders(id, parts).catch((error: unknown) => log.warn({ job: id, error }, 'folder-not-swept'));
  }
  await parts.sweepKeys();
  await store.seen.sweep();
}

async function sweepFolders(jobId: string, { store, folders, clock }: SweepParts): Promise<void> {
  const job = await store.jobs.get(jobId);
  if (job !== undefined && !isJobOver(job)) return;
  await folders.removeTemp(jobId);
  const isKept =
    job?.delivery.state === 'undeliverable' && job.delivery.atMs > clock.now() - KEEP_UNDELIVERED_MS;
  if (!isKept) await folders.removeUndelivered(jobId);
}
