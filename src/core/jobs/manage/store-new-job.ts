import type { Clock } from '../../async/clock.ts';
import { listed, retry } from '../../async/retry.ts';
import { BotError } from '../../model/errors.ts';
import type { Job } from '../../model/job/job.ts';
import type { Store } from '../../ports/store.ts';
import { isStoreDown } from '../context/is-store-down.ts';

/** Bounds the retries, because a member is waiting for the answer. */
const PAUSES_MS = [200, 1_000, 3_000] as const;

/**
 * Stores a new job once, also if the database's response is lost: then the job may be stored and run, so
 * nobody may be told that nothing happened before its id was looked for.
 *
 * @param id of the job.
 * @param mayBeStored whether the job may be stored already, because its request arrived before.
 * @param write stores the job. It's repeated only while no job of that id is found.
 * @returns the job that was stored before; `undefined` if it's stored now.
 * @throws {BotError} `start-unsure` with `job`, if the database stays away; and what `write` throws.
 */
export async function storeNewJob(
  { store, clock }: { readonly store: Pick<Store, 'jobs'>; readonly clock: Clock },
  id: string,
  mayBeStored: boolean,
  write: () => Promise<void>,
): Promise<Job | undefined> {
  let isRepeat = false;
  const attempt = async (): Promise<Job | undefined> => {
    const found = isRepeat ? await store.jobs.get(id) : undefined;
    if (found !== undefined) return found;
    try {
      await write();
      return undefined;
    } catch (error) {
      // The first write was still under way when the job was looked for, or the request arrived before.
      const isWorthALook = (isRepeat || mayBeStored) && !isStoreDown(error);
      const stored = isWorthALook ? await store.jobs.get(id) : undefined;
      if (stored === undefined) throw error;
      return stored;
    } finally {
      isRepeat = true;
    }
  };
  try {
    return await retry(attempt, {
      attempts: PAUSES_MS.length + 1,
      isTransient: isStoreDown,
      pauses: { clock, ms: listed(...PAUSES_MS) },
    });
  } catch (error) {
    if (!isStoreDown(error)) throw error;
    throw new BotError('start-unsure', 'The database did not say whether the job was stored', {
      facts: { job: id },
      cause: error,
    });
  }
}
