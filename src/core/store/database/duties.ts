import type { Database } from './schema.ts';
import type { StoreTime } from './store-time.ts';

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
          // One done in the future was done before the clock was set back.
          return eb.or([eb(sinceMs, '>=', everyMs), eb(sinceMs, '<', 0)]);
        }),
    )
    .returning('name')
    .executeTakeFirst();
  return elected !== undefined;
}
