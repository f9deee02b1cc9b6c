import { type Selectable, sql } from 'kysely';
import type { OpenPage, Reservation } from '../../model/money/ledger.ts';
import { type MicroDollars, microDollarsOf } from '../../model/money/money.ts';
import type { Database, ReservationsTable } from '../database/schema.ts';

type Row = Pick<Selectable<ReservationsTable>, 'id' | 'job_id' | 'amount' | 'state' | 'created_at'>;

/** Lists reservations that are held or in doubt, oldest first. */
export async function readOpen(db: Database, page?: OpenPage): Promise<readonly Reservation[]> {
  const { after, limit } = page ?? {};
  const rows = await open(db)
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(created_at, id) > (${after?.createdAtMs}, ${after?.id})`),
    )
    .orderBy('created_at')
    .orderBy('id')
    .$if(limit !== undefined, (query) => query.limit(limit ?? 0))
    .execute();
  return rows.map(reservationOf);
}

/** Returns one reservation if it is held or in doubt. */
export async function findOpen(db: Database, id: string): Promise<Reservation | undefined> {
  const row = await open(db).where('id', '=', id).executeTakeFirst();
  return row && reservationOf(row);
}

/** Lists the reservations of jobs that are held or in doubt. */
export async function readOpenOf(db: Database, jobIds: readonly string[]): Promise<readonly Reservation[]> {
  if (jobIds.length === 0) return [];
  const rows = await open(db).where('job_id', 'in', jobIds).orderBy('created_at').orderBy('id').execute();
  return rows.map(reservationOf);
}

/** Adds up the reservations in doubt that were made between two moments. */
export async function readDoubted(db: Database, fromMs: number, toMs: number): Promise<MicroDollars> {
  const { amount } = await db
    .selectFrom('reservations')
    .where(sql<boolean>`state in ('held', 'in-doubt')`)
    .where('state', '=', 'in-doubt')
    .where('created_at', '>=', fromMs)
    .where('created_at', '<', toMs)
    // On PostgreSQL the sum of big integers is a numeric.
    .select((eb) => eb.cast<number>(eb.fn.coalesce(eb.fn.sum('amount'), eb.lit(0)), 'bigint').as('amount'))
    .executeTakeFirstOrThrow();
  return microDollarsOf(amount);
}

function open(db: Database) {
  return (
    db
      .selectFrom('reservations')
      .select(['id', 'job_id', 'amount', 'state', 'created_at'])
      // Literals, because neither database uses a partial index for parameters.
      .where(sql<boolean>`state in ('held', 'in-doubt')`)
  );
}

function reservationOf(row: Row): Reservation {
  return {
    id: row.id,
    jobId: row.job_id,
    amount: microDollarsOf(row.amount),
    state: row.state,
    createdAtMs: row.created_at,
  };
}
