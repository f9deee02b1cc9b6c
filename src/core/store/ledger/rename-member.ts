import { sql } from 'kysely';
import type { Origin } from '../../model/job/origin.ts';
import { dayOf } from '../../model/money/periods.ts';
import type { Database } from '../database/schema.ts';
import { debtAfter } from './counters.ts';

/** How a member is renamed. */
export interface Renaming {
  readonly pseudonym: string;
  /** The last day that is renamed, once it's over. */
  readonly lastDay: string;
  /** Days before this one are over in every time zone. */
  readonly overBefore: string;
  readonly nowMs: number;
}

/**
 * Renames a member in what they spent: on each day that is over, has nothing reserved, and leaves nothing to carry over.
 * Counters, reservations and archived sums are renamed together, so that they still add up. Must run in a transaction.
 *
 * @returns whether days are left.
 */
export async function renameSpending(
  db: Database,
  { tenant, member }: Pick<Origin, 'tenant' | 'member'>,
  { pseudonym, lastDay, overBefore, nowMs }: Renaming,
): Promise<boolean> {
  const subject = `${tenant} ${member}`;
  const alias = `${tenant} ${pseudonym}`;
  const kept = await daysThatCount(db, subject, dayOf(nowMs).name);
  const days = sql<boolean>`period <= ${lastDay} and period < ${overBefore}
    and period not in (${sql.join([...kept, ''])})`;
  const months = kept.map((day) => day.slice(0, 'YYYY-MM'.length));
  await db
    .updateTable('reservations')
    .set({ member: pseudonym })
    .where('tenant', '=', tenant)
    .where('member', '=', member)
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('reservation_scopes')
        .select('reservation_id')
        .where('scope', '=', 'member-day')
        .where('subject', '=', subject)
        .where(days),
    )
    .execute();
  for (const table of ['reservation_scopes', 'scope_counters'] as const) {
    await db
      .updateTable(table)
      .set({ subject: alias })
      .where('scope', '=', 'member-day')
      .where('subject', '=', subject)
      .where(days)
      .execute();
  }
  await db
    .updateTable('archived_spending')
    .set({ subject: alias })
    .where('scope', '=', 'member-day')
    .where('subject', '=', subject)
    .where(days)
    .where(sql<boolean>`period not in (${sql.join([...months, ''])})`)
    .execute();
  const left = await db
    .selectFrom('scope_counters')
    .select('period')
    .where('scope', '=', 'member-day')
    .where('subject', '=', subject)
    .where('period', '<=', lastDay)
    .limit(1)
    .executeTakeFirst();
  return left !== undefined;
}

/** Returns the days that limits still depend on, or the settlement of which is still to come. */
async function daysThatCount(db: Database, subject: string, today: string): Promise<readonly string[]> {
  const counters = db
    .selectFrom('scope_counters')
    .selectAll()
    .where('scope', '=', 'member-day')
    .where('subject', '=', subject);
  const open = await counters.where('held', '>', 0).execute();
  const newest = await counters.orderBy('period', 'desc').limit(1).executeTakeFirst();
  const isCarriedOver = newest !== undefined && newest.period < today && debtAfter(newest, today) > 0;
  return [...open.map(({ period }) => period), ...(isCarriedOver ? [newest.period] : [])];
}
