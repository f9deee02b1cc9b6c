import type { ScopeLimit, ScopeTotals } from '../../model/money/counter.ts';
import type {
  ArchiveBatch,
  Charged,
  Ledger,
  OpenPage,
  Reservation,
  ReserveAmount,
  ReserveOrder,
  SettlementBasis,
} from '../../model/money/ledger.ts';
import type { MicroDollars } from '../../model/money/money.ts';
import type { SpendingSum, TenantCharge } from '../../model/money/tenant-charges.ts';
import type { UsageQuery, UsageRow } from '../../model/money/usage.ts';
import type { Database } from '../database/schema.ts';
import { inTransaction } from '../database/transaction.ts';
import { archive } from './archive.ts';
import { readTotals } from './counters.ts';
import { findOpen, readDoubted, readOpen } from './open.ts';
import { reserve } from './reserve.ts';
import { doubt, release, settle } from './settle.ts';
import { readCharges, readSums } from './tenant-charges.ts';
import { readCharged, readUsage } from './usage.ts';

/**
 * Keeps the ledger in SQL. At every commit each counter equals the sum over its reservations: `held` over
 * those held or in doubt, `spent` over those settled, `overshoot` over what those settled above their amount.
 * Archived reservations count with the sums of their counter's month.
 * A method called outside a transaction runs in its own.
 */
export class SqlLedger implements Ledger {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async reserve(order: ReserveOrder): Promise<MicroDollars> {
    requireWanted(order.amount);
    return inTransaction(this.#db, (db) => reserve(db, order));
  }

  async settle(id: string, spent: MicroDollars, basis: SettlementBasis, nowMs: number): Promise<void> {
    requireAmount(spent);
    await inTransaction(this.#db, (db) => settle(db, id, spent, basis, nowMs));
  }

  release(id: string, nowMs: number): Promise<void> {
    return inTransaction(this.#db, (db) => release(db, id, nowMs));
  }

  doubt(id: string, nowMs: number): Promise<void> {
    return inTransaction(this.#db, (db) => doubt(db, id, nowMs));
  }

  totals(scopes: readonly ScopeLimit[]): Promise<readonly ScopeTotals[]> {
    return readTotals(this.#db, scopes);
  }

  charged(fromMs: number, toMs: number): Promise<Charged> {
    return readCharged(this.#db, fromMs, toMs);
  }

  usage(query: UsageQuery): Promise<readonly UsageRow[]> {
    return readUsage(this.#db, query);
  }

  charges(tenant: string, limit: number): Promise<readonly TenantCharge[]> {
    return readCharges(this.#db, tenant, limit);
  }

  sums(tenant: string): Promise<readonly SpendingSum[]> {
    return readSums(this.#db, tenant);
  }

  doubted(fromMs: number, toMs: number): Promise<MicroDollars> {
    return readDoubted(this.#db, fromMs, toMs);
  }

  open(page?: OpenPage): Promise<readonly Reservation[]> {
    return readOpen(this.#db, page);
  }

  findOpen(id: string): Promise<Reservation | undefined> {
    return findOpen(this.#db, id);
  }

  archive(batch: ArchiveBatch): Promise<number> {
    return inTransaction(this.#db, (db) => archive(db, batch));
  }
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
  if (upTo < least) throw new RangeError('The least amount to reserve exceeds the most');
}

/** Refuses a negative amount, which would hand out money that was never reserved. */
function requireAmount(amount: MicroDollars): void {
  if (!Number.isSafeInteger(amount) || amount < 0) {
    throw new RangeError(`Expected a whole number of micro-dollars from 0 up, got ${amount}`);
  }
}
