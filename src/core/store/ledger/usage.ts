import { sql } from 'kysely';
import type { Charged } from '../../model/money/ledger.ts';
import { add, microDollarsOf, ZERO } from '../../model/money/money.ts';
import { monthOf } from '../../model/money/periods.ts';
import type { Spent, UsageQuery, UsageRow } from '../../model/money/usage.ts';
import type { Database } from '../database/schema.ts';

const DAY_MS = 86_400_000;
/** No zone is a day away from UTC, and no clock is set back by more. */
const MARGIN_MS = 2 * DAY_MS;

/** Adds up what a tenant spent by day, service and member. In no particular order. */
export async function readUsage(db: Database, query: UsageQuery): Promise<readonly UsageRow[]> {
  const rows = new Map<string, UsageRow>();
  for (const row of [...(await readRecent(db, query)), ...(await readArchived(db, query))]) {
    const key = `${row.day} ${row.service} ${row.member}`;
    const before = rows.get(key);
    rows.set(key, before === undefined ? row : { ...row, ...sumOf(before, row) });
  }
  return [...rows.values()];
}

/** Adds up what was archived by day, and of months that lie within the days. */
async function readArchived(db: Database, query: UsageQuery): Promise<readonly UsageRow[]> {
  const { tenant, fromDay, toDay } = query;
  const months = monthsWithin(Date.parse(fromDay), Date.parse(toDay) + DAY_MS);
  const rows = await db
    .selectFrom('archived_spending')
    // A literal, because neither database uses a partial index for a parameter.
    .where(sql<boolean>`scope = 'member-day'`)
    .where('tenant', '=', tenant)
    .where('basis', '!=', 'released')
    .where(
      sql<boolean>`(length(period) = 10 and period between ${fromDay} and ${toDay}
        or length(period) = 7 and period between ${months.first} and ${months.last})`,
    )
    .groupBy(['period', 'service', 'subject'])
    .select(({ fn, cast }) => [
      'period',
      'service',
      'subject',
      cast<number>(fn.sum('jobs'), 'bigint').as('jobs'),
      cast<number>(fn.sum('spent'), 'bigint').as('spent'),
      cast<number>(fn.sum('overshoot'), 'bigint').as('overshoot'),
    ])
    .execute();
  return rows.map(({ period, service, subject, jobs, spent, overshoot }) => ({
    day: `${period}-01`.slice(0, 'YYYY-MM-DD'.length),
    service,
    member: subject.slice(tenant.length + 1),
    jobs,
    spent: microDollarsOf(spent),
    held: ZERO,
    overshoot: microDollarsOf(overshoot),
  }));
}

async function readRecent(db: Database, query: UsageQuery): Promise<readonly UsageRow[]> {
  const { tenant, fromDay, toDay } = query;
  const rows = await db
    .selectFrom('reservations as own')
    // Every reservation is on this scope: its period is the day it counts toward, and its subject is the
    // member.
    .innerJoin('reservation_scopes as taken', (join) =>
      join.onRef('taken.reservation_id', '=', 'own.id').on('taken.scope', '=', 'member-day'),
    )
    .where('own.tenant', '=', tenant)
    // A reservation last changed before these days was also made before them. This condition lets the index
    // be used.
    .where('own.updated_at', '>=', Date.parse(fromDay) - MARGIN_MS)
    .where('own.state', '!=', 'released')
    .where('taken.period', '>=', fromDay)
    .where('taken.period', '<=', toDay)
    .groupBy(['taken.period', 'own.service', 'taken.subject'])
    .select(({ fn, cast, lit, eb, ref }) => [
      'taken.period as day',
      'own.service',
      'taken.subject',
      fn.countAll<number>().as('jobs'),
      // On PostgreSQL the sum of big integers is a numeric, and the sum of no rows is null.
      cast<number>(fn.coalesce(fn.sum('own.spent'), lit(0)), 'bigint').as('spent'),
      cast<number>(
        fn.coalesce(fn.sum('own.amount').filterWhere('own.state', '!=', 'settled'), lit(0)),
        'bigint',
      ).as('held'),
      cast<number>(
        fn.coalesce(
          fn.sum(eb('own.spent', '-', ref('own.amount'))).filterWhereRef('own.spent', '>', 'own.amount'),
          lit(0),
        ),
        'bigint',
      ).as('overshoot'),
    ])
    .execute();
  return rows.map(({ day, service, subject, jobs, spent, held, overshoot }) => ({
    day,
    service,
    member: subject.slice(tenant.length + 1),
    jobs,
    spent: microDollarsOf(spent),
    held: microDollarsOf(held),
    overshoot: microDollarsOf(overshoot),
  }));
}

/** Adds up the settlements of jobs on the bot owner's key, except what was written off. */
export async function readCharged(db: Database, fromMs: number, toMs: number): Promise<Charged> {
  const recent = await readRecentlyCharged(db, fromMs, toMs);
  const { first, last } = monthsWithin(fromMs, toMs);
  // No month lies within a day, which is what is compared every day.
  if (first > last) return recent;
  const archived = await db
    .selectFrom('archived_entries')
    .where('kind', '=', 'settle')
    .where('basis', '!=', 'written-off')
    .where('own_key', '=', 0)
    .where('month', '>=', first)
    .where('month', '<=', last)
    .select(({ fn, cast, lit }) => [
      cast<number>(fn.coalesce(fn.sum('amount'), lit(0)), 'bigint').as('amount'),
      cast<number>(fn.coalesce(fn.sum('entries'), lit(0)), 'bigint').as('jobs'),
    ])
    .executeTakeFirstOrThrow();
  return {
    amount: add(recent.amount, microDollarsOf(archived.amount)),
    jobs: recent.jobs + archived.jobs,
  };
}

async function readRecentlyCharged(db: Database, fromMs: number, toMs: number): Promise<Charged> {
  const { amount, jobs } = await db
    .selectFrom('ledger_entries as entry')
    .innerJoin('reservations as reservation', 'reservation.id', 'entry.reservation_id')
    .where('entry.kind', '=', 'settle')
    .where('entry.basis', '!=', 'written-off')
    .where('reservation.key_id', 'is', null)
    .where('entry.at', '>=', fromMs)
    .where('entry.at', '<', toMs)
    .select((eb) => [
      // On PostgreSQL the sum of big integers is a numeric.
      eb.cast<number>(eb.fn.coalesce(eb.fn.sum('entry.amount'), eb.lit(0)), 'bigint').as('amount'),
      eb.fn.countAll<number>().as('jobs'),
    ])
    .executeTakeFirstOrThrow();
  return { amount: microDollarsOf(amount), jobs };
}

/** Returns the first and the last month that lie wholly within two times; the first is later when there is none. */
function monthsWithin(fromMs: number, toMs: number): { readonly first: string; readonly last: string } {
  return { first: monthAfter(fromMs - 1), last: monthBefore(toMs) };
}

/** Returns the month that begins after a moment. */
function monthAfter(atMs: number): string {
  return monthOf(monthOf(atMs).endsAtMs).name;
}

/** Returns the last month that has ended by a moment. */
function monthBefore(atMs: number): string {
  return monthOf(Date.parse(monthOf(atMs).name) - 1).name;
}

function sumOf(a: Spent, b: Spent): Spent {
  return {
    jobs: a.jobs + b.jobs,
    spent: add(a.spent, b.spent),
    held: add(a.held, b.held),
    overshoot: add(a.overshoot, b.overshoot),
  };
}
