import { type ExpressionBuilder, type ExpressionWrapper, type SqlBool, sql } from 'kysely';
import type { Tables } from '../database/schema.ts';
import type { StoreTime } from '../database/store-time.ts';

/**
 * Keeps processes of the former release, which may still run during an upgrade, from jobs of this one.
 *
 * They take what is due by `wake_at` and has no lease, or one that has ended by their own clock. A job that this
 * release has stored or taken has a lease that never ends, so they leave it alone, and cannot starve it by taking
 * what they cannot read. What they hold themselves is taken over some time after their lease has ended.
 */
export const LEFT_ALONE = { lease_owner: null, lease_until: Number.MAX_SAFE_INTEGER } as const;

/** Host clocks differ, and theirs decided when the lease ends. */
const MARGIN_MS = 30_000;

/** Whether no process of the former release may work on the job. */
export function isNotLeased(
  eb: ExpressionBuilder<Tables, 'jobs'>,
  time: StoreTime,
): ExpressionWrapper<Tables, 'jobs', SqlBool> {
  return eb.or([
    eb('lease_until', '=', sql.lit(LEFT_ALONE.lease_until)),
    eb('lease_until', 'is', null),
    eb('lease_until', '<=', sql<number>`${time.now()} - ${sql.lit(MARGIN_MS)}`),
  ]);
}
