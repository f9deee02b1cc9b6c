import { existsSync } from 'node:fs';
import type { Log } from '../../ports/log.ts';
import { StoreCopyError } from '../database/copy-error.ts';
import type { Database } from '../database/schema.ts';
import { inTransaction } from '../database/transaction.ts';
import { type OpenDatabase, openDatabase } from '../open-database.ts';
import { UNLIMITED } from '../postgres/dialect.ts';
import { parseStoreUrl } from '../store-url.ts';
import { CARRIED_TABLES } from './carried-tables.ts';
import { copyTable, digestOf } from './copy-table.ts';
import { type Figure, figuresOf } from './figures.ts';
import { keepOthersOut, requireEmpty, shown } from './keep-others-out.ts';

/** What to move, and where to. Both as in `STORE_URL`. */
export interface MoveOrder {
  readonly from: string;
  readonly to: string;
  readonly log: Log;
  /** Called after each table, with the rows it has. */
  readonly onTable: (name: string, rows: number) => void;
}

/**
 * Copies everything in one database to another, empty one, and proves that both hold the same: every row, and every
 * sum of money. All of it becomes visible in one commit, after the proof. The first database stays as it is, except
 * that its tables are brought up to this release.
 *
 * @returns the figures that both have.
 * @throws {StoreCopyError} if a bot works with either, if there is no first, or if the second isn't empty.
 * @throws {StoreOpenError} if one can't be opened.
 */
export async function moveStore({ from, to, log, onTable }: MoveOrder): Promise<readonly Figure[]> {
  const location = parseStoreUrl(from);
  if (location.kind === 'sqlite' && !existsSync(location.path)) {
    throw new StoreCopyError(`There is no database ${location.path}.`);
  }
  await using parts = new AsyncDisposableStack();
  const source = await openDatabase(from, log, UNLIMITED);
  parts.defer(() => source.close());
  const target = await openDatabase(to, log, UNLIMITED);
  parts.defer(() => target.close());
  // Awaited, because both are closed when this ends.
  return await read(source, (before) =>
    inTransaction(target.db, async (after) => {
      await keepOthersOut(after, target.location);
      await requireEmpty(after, target.location);
      for (const table of CARRIED_TABLES) {
        const copied = await copyTable(before, after, table);
        const written = await digestOf(after, table);
        if (copied.rows !== written.rows || copied.sum !== written.sum) throw differs(source, table.name);
        onTable(table.name, copied.rows);
      }
      const figures = await figuresOf(after);
      if (JSON.stringify(figures) !== JSON.stringify(await figuresOf(before))) throw differs(source, 'sums');
      return figures;
    }),
  );
}

/** Reads one state of a database that nobody changes. */
async function read<T>({ db, location }: OpenDatabase, work: (db: Database) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (transaction) => {
    // Without the check for stray queries: here two transactions belong together.
    const only = transaction.withoutPlugins();
    await keepOthersOut(only, location);
    return work(only);
  });
}

function differs({ location }: OpenDatabase, what: string): StoreCopyError {
  return new StoreCopyError(
    `The copy of ${shown(location)} differs in ${what}, so nothing was kept of it. Report this with the version of both databases.`,
  );
}
