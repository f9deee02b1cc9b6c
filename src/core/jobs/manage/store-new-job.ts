import type { Clock } from '../../async/clock.ts';
import { listed, retry } from '../../async/retry.ts';
import { BotError } from '../../model/errors.ts';
import type { Store } from '../../ports/store.ts';
import { isStoreDown } from '../context/is-store-down.ts';

/** Somebody waits for the answer, so it's given up after a few seconds. */
const PAUSES_MS = [200, 1_000, 3_000] as const;

/**
 * Stores a new job once, also if the database's response is lost: then the job may be stored and run, so
 * nobody may be told that nothing happened before its id was looked for.
 *
 * @param id of the job.
 * @param write stores the job. It's repeated only while no job of that id is found.
 * @throws {BotError} `start-unsure` with `job`, if the database stays away; and what `write` throws.
 */
export async function storeNewJob(
  { store, clock }: { readonly store: Pick<Store, 'jobs'>; readonly clock: Clock },
  id: string,
  write: () => Promise<void>,
): Promise<void> {
  let isRepeat = false;
  const attempt = async (): Promise<void> => {
    if (isRepeat && (await store.jobs.get(id)) !== undefined) return;
    try {
      await write();
    } catch (error) {
      // The first write was still under way when the job was looked for.
      const isStored = isRepeat && !isStoreDown(error) && (await store.jobs.get(id)) !== undefined;
      if (!isStored) throw error;
    } finally {
      isRepeat = true;
    }
  };
  try {
    await retry(attempt, {
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
