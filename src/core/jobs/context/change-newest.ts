import { retry } from '../../async/retry.ts';
import { StaleJobError } from '../../ports/store.ts';

/** A run saves a job a dozen times in all, so losing this often in a row is no accident. */
const MAX_ATTEMPTS = 21;

/**
 * Changes a record that others change too, such as the run that works on the job: when it was saved in between, the
 * change is applied again to what was saved.
 *
 * @param change reads the record as it is now, and saves it changed.
 * @throws {StaleJobError} when another save was faster every time, and whatever the change throws.
 */
export function changeNewest<T>(change: () => Promise<T>): Promise<T> {
  return retry(change, {
    attempts: MAX_ATTEMPTS,
    isTransient: (error) => error instanceof StaleJobError,
  });
}
