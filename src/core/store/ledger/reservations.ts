import { BotError } from '../../model/errors.ts';
import type { ReserveOrder } from '../../model/money/ledger.ts';
import { type MicroDollars, microDollarsOf } from '../../model/money/money.ts';
import type { Database, LedgerEntriesTable, ReservationsTable } from '../database/schema.ts';

type State = ReservationsTable['state'];

/** The states from which each state may be reached. `settled` and `released` are final. */
const REACHED_FROM: Readonly<Record<Exclude<State, 'held'>, readonly State[]>> = {
  'in-doubt': ['held'],
  settled: ['held', 'in-doubt'],
  released: ['held', 'in-doubt'],
};

/** Writes a new reservation, the counters it is on, and its first entry. */
export async function writeReservation(
  db: Database,
  order: ReserveOrder,
  amount: MicroDollars,
): Promise<void> {
  const { id, jobId, scopes, nowMs } = order;
  const { tenant, member, service, keyId = null } = order.for;
  await db
    .insertInto('reservations')
    .values({
      id,
      job_id: jobId,
      tenant,
      member,
      service,
      key_id: keyId,
      amount,
      state: 'held',
      spent: null,
      created_at: nowMs,
      updated_at: nowMs,
    })
    .execute();
  if (scopes.length > 0) {
    await db
      .insertInto('reservation_scopes')
      .values(scopes.map(({ scope, subject, period }) => ({ reservation_id: id, scope, subject, period })))
      .execute();
  }
  await writeEntry(db, {
    reservation_id: id,
    kind: 'reserve',
    job_id: jobId,
    amount,
    basis: null,
    at: nowMs,
  });
}

/** Erases a reservation that was written in the same transaction. */
export async function eraseReservation(db: Database, id: string): Promise<void> {
  await db.deleteFrom('ledger_entries').where('reservation_id', '=', id).execute();
  await db.deleteFrom('reservation_scopes').where('reservation_id', '=', id).execute();
  await db.deleteFrom('reservations').where('id', '=', id).execute();
}

/** Writes a ledger entry. */
export async function writeEntry(db: Database, entry: LedgerEntriesTable): Promise<void> {
  await db.insertInto('ledger_entries').values(entry).execute();
}

/**
 * Moves a reservation to another state.
 *
 * @returns the reserved amount, and the start of the entry that must follow.
 * @throws {BotError} `internal` when its state does not allow it.
 */
export async function advance(
  db: Database,
  id: string,
  to: keyof typeof REACHED_FROM,
  spent: MicroDollars | null,
  nowMs: number,
) {
  const row = await db
    .updateTable('reservations')
    .set({ state: to, spent, updated_at: nowMs })
    .where('id', '=', id)
    .where('state', 'in', REACHED_FROM[to])
    .returning(['amount', 'job_id'])
    .executeTakeFirst();
  if (row === undefined) throw await wrongState(db, id, to);
  return {
    amount: microDollarsOf(row.amount),
    entry: { reservation_id: id, job_id: row.job_id, basis: null },
  };
}

async function wrongState(db: Database, id: string, to: State): Promise<BotError> {
  const row = await db.selectFrom('reservations').select('state').where('id', '=', id).executeTakeFirst();
  const from = row?.state ?? 'unknown';
  return new BotError('internal', `Reservation ${id} is ${from} and cannot become ${to}`, {
    facts: { reservation: id, from, to },
  });
}
