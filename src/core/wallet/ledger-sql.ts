import { sql } from 'kysely';
import { BotError } from '../model/errors.ts';
import type {
  Ledger,
  Reservation,
  ReserveAmount,
  ReserveOrder,
  ScopeLimit,
  ScopeTotals,
  SettlementBasis,
} from '../model/money/ledger.ts';
import { type MicroDollars, microDollarsOf, ZERO } from '../model/money/money.ts';
import type { UsageQuery, UsageRow } from '../model/money/usage.ts';
import type { Database, LedgerEntriesTable, ReservationsTable } from '../store/schema.ts';
import { inTransaction } from '../store/transaction.ts';
import { hold, readTotals, unhold } from './ledger-counters.ts';
import { readUsage } from './usage-sql.ts';

type State = ReservationsTable['state'];

/** From which states each state may be reached. `settled` and `released` are final. */
const REACHED_FROM: Readonly<Record<Exclude<State, 'held'>, readonly State[]>> = {
  'in-doubt': ['held'],
  settled: ['held', 'in-doubt'],
  released: ['held', 'in-doubt'],
};

/**
 * The ledger in SQL. At every commit each counter equals the sum over its reservations: `held` over those held or in
 * doubt, `spent` over those settled, `overshoot` over what those settled above their amount. A method called outside a
 * transaction runs in one of its own.
 */
export class SqlLedger implements Ledger {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async reserve(order: ReserveOrder): Promise<MicroDollars> {
    const { scopes, amount } = order;
    requireWanted(amount);
    return inTransaction(this.#db, async (db) => {
      if (typeof amount !== 'number') {
        const taken = await hold(db, scopes, amount);
        await write(db, order, taken);
        return taken;
      }
      // What needs no counters is done before they are locked: everybody else waits for them.
      await write(db, order, amount);
      try {
        return await hold(db, scopes, amount);
      } catch (error) {
        // The transaction is expected to be rolled back; should its owner go on all the same, nothing is left over.
        if (error instanceof BotError && error.code === 'limit-reached') await unwrite(db, order.id);
        throw error;
      }
    });
  }

  async settle(id: string, spent: MicroDollars, basis: SettlementBasis, nowMs: number): Promise<void> {
    requireAmount(spent);
    await inTransaction(this.#db, async (db) => {
      const reservation = await advance(db, id, 'settled', spent, nowMs);
      await note(db, { ...reservation.entry, kind: 'settle', amount: spent, basis, at: nowMs });
      await unhold(db, id, reservation.amount, spent);
    });
  }

  async release(id: string, nowMs: number): Promise<void> {
    await inTransaction(this.#db, async (db) => {
      const reservation = await advance(db, id, 'released', null, nowMs);
      await note(db, { ...reservation.entry, kind: 'release', amount: reservation.amount, at: nowMs });
      await unhold(db, id, reservation.amount, ZERO);
    });
  }

  async doubt(id: string, nowMs: number): Promise<void> {
    await inTransaction(this.#db, async (db) => {
      const reservation = await advance(db, id, 'in-doubt', null, nowMs);
      await note(db, { ...reservation.entry, kind: 'doubt', amount: reservation.amount, at: nowMs });
    });
  }

  totals(scopes: readonly ScopeLimit[]): Promise<readonly ScopeTotals[]> {
    return readTotals(this.#db, scopes);
  }

  async charged(
    fromMs: number,
    toMs: number,
  ): Promise<{ readonly amount: MicroDollars; readonly jobs: number }> {
    const { amount, jobs } = await this.#db
      .selectFrom('ledger_entries as entry')
      .innerJoin('reservations as reservation', 'reservation.id', 'entry.reservation_id')
      .where('entry.kind', '=', 'settle')
      .where('entry.basis', '!=', 'written-off')
      .where('reservation.key_id', 'is', null)
      .where('entry.at', '>=', fromMs)
      .where('entry.at', '<', toMs)
      .select((eb) => [
        // A sum of big integers is a numeric to PostgreSQL.
        eb.cast<number>(eb.fn.coalesce(eb.fn.sum('entry.amount'), eb.lit(0)), 'bigint').as('amount'),
        eb.fn.countAll<number>().as('jobs'),
      ])
      .executeTakeFirstOrThrow();
    return { amount: microDollarsOf(amount), jobs };
  }

  usage(query: UsageQuery): Promise<readonly UsageRow[]> {
    return readUsage(this.#db, query);
  }

  async open(): Promise<readonly Reservation[]> {
    const rows = await this.#db
      .selectFrom('reservations')
      .select(['id', 'job_id', 'amount', 'state', 'created_at'])
      // Literals, because neither database uses a partial index for parameters.
      .where(sql<boolean>`state in ('held', 'in-doubt')`)
      .orderBy('created_at')
      .orderBy('id')
      .execute();
    return rows.map((row) => ({
      id: row.id,
      jobId: row.job_id,
      amount: microDollarsOf(row.amount),
      state: row.state,
      createdAtMs: row.created_at,
    }));
  }
}

/** Writes a new reservation down, and from which counters it is taken. */
async function write(db: Database, order: ReserveOrder, amount: MicroDollars): Promise<void> {
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
  await note(db, { reservation_id: id, kind: 'reserve', job_id: jobId, amount, basis: null, at: nowMs });
}

/** Takes back what was written in the same transaction. */
async function unwrite(db: Database, id: string): Promise<void> {
  await db.deleteFrom('ledger_entries').where('reservation_id', '=', id).execute();
  await db.deleteFrom('reservation_scopes').where('reservation_id', '=', id).execute();
  await db.deleteFrom('reservations').where('id', '=', id).execute();
}

/** Moves a reservation on, if its state allows it, and answers what was held by it. */
async function advance(
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

async function note(db: Database, entry: LedgerEntriesTable): Promise<void> {
  await db.insertInto('ledger_entries').values(entry).execute();
}

function requireWanted(wanted: ReserveAmount): void {
  if (typeof wanted === 'number') {
    requireAmount(wanted);
    return;
  }
  const { least, upTo } = wanted;
  requireAmount(least);
  if (upTo === null) return;
  requireAmount(upTo);
  if (upTo < least) throw new RangeError('More is to be reserved at least than at most');
}

/** A negative amount would hand out money that nobody set aside. */
function requireAmount(amount: MicroDollars): void {
  if (!Number.isSafeInteger(amount) || amount < 0) {
    throw new RangeError(`Expected a whole number of micro-dollars from 0 up, got ${amount}`);
  }
}
