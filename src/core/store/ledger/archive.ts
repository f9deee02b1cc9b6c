import { type RawBuilder, sql } from 'kysely';
import type { ArchiveBatch } from '../../model/money/ledger.ts';
import { isPostgres } from '../database/is-postgres.ts';
import type { Database } from '../database/schema.ts';

/**
 * Replaces the oldest reservations that ended before a moment by their sums. Must run inside a transaction.
 *
 * @returns how many reservations and sums it replaced; 0 when none is left.
 */
export async function archive(
  db: Database,
  { endedBeforeMs, foldBeforeDay, limit }: ArchiveBatch,
): Promise<number> {
  const ids = await findEnded(db, endedBeforeMs, limit);
  if (ids.length > 0) {
    await addSpending(db, ids);
    await addEntries(db, ids);
    await db.deleteFrom('ledger_entries').where('reservation_id', 'in', ids).execute();
    await db.deleteFrom('reservation_scopes').where('reservation_id', 'in', ids).execute();
    await db.deleteFrom('reservations').where('id', 'in', ids).execute();
  }
  const folded = ids.length < limit ? await foldDays(db, foldBeforeDay, limit - ids.length) : 0;
  return ids.length + folded;
}

/** Finds reservations that ended, by the entry that ended them, and locks those that no other process has. */
async function findEnded(db: Database, endedBeforeMs: number, limit: number): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('reservations')
    .select('id')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('ledger_entries')
        .select('reservation_id')
        .where('kind', 'in', ['settle', 'release'])
        .where('at', '<', endedBeforeMs)
        .orderBy('at')
        .limit(limit),
    )
    .$if(isPostgres(db), (query) => query.forUpdate().skipLocked())
    .execute();
  return rows.map(({ id }) => id);
}

/** Adds reservations to the sums of the counters they are on, which then again equal those counters. */
async function addSpending(db: Database, ids: readonly string[]): Promise<void> {
  // A member's days are what `/wallet usage` shows.
  const period = sql`case when taken.scope = 'member-day' then taken.period else substr(taken.period, 1, 7) end`;
  const tenant = sql`case when taken.scope in ('operator-month', 'operator-day') then '' else own.tenant end`;
  const basis = sql`case own.state when 'settled' then coalesce(entry.basis, '') else own.state end`;
  await addSums(
    db,
    sql`select taken.scope, taken.subject, ${period}, ${tenant}, own.service, ${basis}, count(*), sum(own.amount),
      sum(coalesce(own.spent, 0)), sum(case when own.spent > own.amount then own.spent - own.amount else 0 end)
    from reservations as own
    join reservation_scopes as taken on taken.reservation_id = own.id
    left join ledger_entries as entry on entry.reservation_id = own.id and entry.kind = 'settle'
    where own.id in (${sql.join(ids)})
    group by 1, 2, 3, 4, 5, 6
    order by 1, 2, 3, 4, 5, 6`,
  );
}

async function addSums(db: Database, sums: RawBuilder<unknown>): Promise<void> {
  await sql`
    insert into archived_spending
      (scope, subject, period, tenant, service, basis, jobs, amount, spent, overshoot)
    ${sums}
    on conflict (scope, subject, period, tenant, service, basis) do update
    set jobs = archived_spending.jobs + excluded.jobs, amount = archived_spending.amount + excluded.amount,
      spent = archived_spending.spent + excluded.spent,
      overshoot = archived_spending.overshoot + excluded.overshoot`.execute(db);
}

async function addEntries(db: Database, ids: readonly string[]): Promise<void> {
  const month = isPostgres(db)
    ? sql`to_char(to_timestamp(entry.at / 1000) at time zone 'UTC', 'YYYY-MM')`
    : sql`strftime('%Y-%m', entry.at / 1000, 'unixepoch')`;
  await sql`
    insert into archived_entries (month, kind, basis, own_key, entries, amount)
    select ${month}, entry.kind, coalesce(entry.basis, ''), case when own.key_id is null then 0 else 1 end,
      count(*), sum(entry.amount)
    from ledger_entries as entry join reservations as own on own.id = entry.reservation_id
    where own.id in (${sql.join(ids)})
    group by 1, 2, 3, 4
    order by 1, 2, 3, 4
    on conflict (month, kind, basis, own_key) do update
    set entries = archived_entries.entries + excluded.entries,
      amount = archived_entries.amount + excluded.amount`.execute(db);
}

/** Adds sums of days to those of their months. */
async function foldDays(db: Database, beforeDay: string, limit: number): Promise<number> {
  const days = await db
    .selectFrom('archived_spending')
    .select(['scope', 'subject', 'period', 'tenant', 'service', 'basis'])
    // A literal, because neither database uses a partial index for a parameter.
    .where(sql<boolean>`length(period) = 10`)
    .where('period', '<', beforeDay)
    .orderBy('period')
    .limit(limit)
    .$if(isPostgres(db), (query) => query.forUpdate().skipLocked())
    .execute();
  if (days.length === 0) return 0;
  const keys = days.map(
    ({ scope, subject, period, tenant, service, basis }) =>
      sql`(${scope}, ${subject}, ${period}, ${tenant}, ${service}, ${basis})`,
  );
  const those = sql`(scope, subject, period, tenant, service, basis) in (values ${sql.join(keys)})`;
  await addSums(
    db,
    sql`select scope, subject, substr(period, 1, 7), tenant, service, basis, sum(jobs), sum(amount), sum(spent),
      sum(overshoot)
    from archived_spending where ${those}
    group by 1, 2, 3, 4, 5, 6
    order by 1, 2, 3, 4, 5, 6`,
  );
  await sql`delete from archived_spending where ${those}`.execute(db);
  return days.length;
}
