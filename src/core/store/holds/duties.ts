import type { Database } from '../database/schema.ts';
import type { StoreTime } from '../database/store-time.ts';

/**
 * A duty done that far in the future was done before the clock was set back. One done a moment ahead was done by a
 * process that asked at the same time.
 */
const SET_BACK_MS = 60_000;

/**
 * Elects who does a duty of all processes: the first that asks once `everyMs` have passed since it was last done, by
 * the time that they share.
 *
 * @returns whether this process does it now.
 */
export async function takeDuty(
  db: Database,
  time: StoreTime,
  name: string,
  everyMs: number,
): Promise<boolean> {
  const elected = await db
    .insertInto('duties')
    .values({ name, done_at: time.now() })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ done_at: time.now() })
        .where((eb) => {
          const sinceMs = eb(time.now(), '-', eb.ref('duties.done_at'));
          return eb.or([eb(sinceMs, '>=', everyMs), eb(sinceMs, '<', -SET_BACK_MS)]);
        }),
    )
    .returning('name')
    .executeTakeFirst();
  return elected !== undefined;
}
