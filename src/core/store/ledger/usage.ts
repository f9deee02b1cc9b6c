import type { Charged } from '../../model/money/ledger.ts';
import { microDollarsOf } from '../../model/money/money.ts';
import type { UsageQuery, UsageRow } from '../../model/money/usage.ts';
import type { Database } from '../database/schema.ts';

/** No zone is a day away from UTC, and no clock is set back by more. */
const MARGIN_MS = 2 * 86_400_000;

/** Adds up what a tenant spent by day, service and member. In no particular order. */
export async function readUsage(db: Database, query: UsageQuery): Promise<readonly UsageRow[]> {
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
