import { retry } from '../../async/retry.ts';
import { StaleJobError } from '../../model/save-errors.ts';

/** A run saves a job about a dozen times, so losing this often in a row is no coincidence. */
const MAX_ATTEMPTS = 21;

/**
 * Changes a record that others also change, such as the run of the job. After a conflicting save, the change
 * is applied again to the saved record.
 *
 * @param change reads the current record, and saves it changed.
 * @throws {StaleJobError} when another save was faster every time, and whatever the change throws.
 */
export function changeNewest<T>(change: () => Promise<T>): Promise<T> {
  return retry(change, {
    attempts: MAX_ATTEMPTS,
    isTransient: (error) => error instanceof StaleJobError,
  });
}
