import type { WalletKey } from '../../model/money/wallet-key.ts';
import type { WalletKeys } from '../../ports/wallet-keys.ts';
import type { WalletKeysTable } from '../database/record-tables.ts';
import type { Database } from '../database/schema.ts';

/** Stores connected keys in SQL, on the database or inside one transaction. */
export class SqlWalletKeys implements WalletKeys {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async insert({ id, tenant, sealed, lastFour, createdAtMs }: WalletKey): Promise<void> {
    await this.#db
      .insertInto('wallet_keys')
      .values({ id, tenant, sealed, last_four: lastFour, created_at: createdAtMs })
      .execute();
  }

  async get(id: string): Promise<WalletKey | undefined> {
    const row = await this.#db.selectFrom('wallet_keys').selectAll().where('id', '=', id).executeTakeFirst();
    return row === undefined ? undefined : keyOf(row);
  }

  async lock(id: string): Promise<WalletKey | undefined> {
    // A write that changes nothing, because SQLite has no other way to lock that PostgreSQL has as well.
    const row = await this.#db
      .updateTable('wallet_keys')
      .set({ id })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst();
    return row === undefined ? undefined : keyOf(row);
  }

  async reseal(id: string, from: string, to: string): Promise<void> {
    await this.#db
      .updateTable('wallet_keys')
      .set({ sealed: to })
      .where('id', '=', id)
      .where('sealed', '=', from)
      .execute();
  }

  async remove(id: string): Promise<void> {
    await this.#db.deleteFrom('wallet_keys').where('id', '=', id).execute();
  }

  async all(): Promise<readonly WalletKey[]> {
    const rows = await this.#db.selectFrom('wallet_keys').selectAll().orderBy('id').execute();
    return rows.map(keyOf);
  }
}

function keyOf({ id, tenant, sealed, last_four, created_at }: WalletKeysTable): WalletKey {
  return { id, tenant, sealed, lastFour: last_four, createdAtMs: created_at };
}
