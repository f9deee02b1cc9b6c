import { StaleJobError } from '../../ports/store.ts';

/** A run saves a job a dozen times in all, so whoever loses this often in a row does not lose by chance. */
const MAX_CONFLICTS = 20;

/**
 * Changes a record that others change too, such as the run that works on the job: when somebody saved it in between,
 * the change is made once more to what they saved.
 *
 * @param change reads the record as it is now, and saves it changed.
 * @throws {StaleJobError} when somebody was faster every time, and whatever the change throws.
 */
export async function changeNewest<T>(change: () => Promise<T>): Promise<T> {
  for (let conflicts = 0; ; conflicts += 1) {
    try {
      return await change();
    } catch (error) {
      if (!(error instanceof StaleJobError) || conflicts >= MAX_CONFLICTS) throw error;
    }
  }
}
