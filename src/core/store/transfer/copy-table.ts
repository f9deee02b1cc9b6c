import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '../database/schema.ts';
import { type CarriedTable, HOLDS } from './carried-tables.ts';

/** A page of rows is in memory at a time. Records can be long. */
const PAGE = 200;

type Row = Readonly<Record<string, unknown>>;

/** What tells two tables with the same rows from two with different ones, whatever order they are read in. */
export interface Digest {
  readonly rows: number;
  /** The sum of the rows' hashes. */
  readonly sum: bigint;
}

/** Copies every row of a table, page by page. Returns the digest of what was read. */
export async function copyTable(source: Database, target: Database, table: CarriedTable): Promise<Digest> {
  return addUp(source, table, async (rows) => {
    const [first] = rows;
    if (first === undefined) return;
    const columns = Object.keys(first);
    const values = rows.map((row) => sql`(${sql.join(columns.map((column) => row[column]))})`);
    await sql`insert into ${sql.table(table.name)} (${sql.join(columns.map((column) => sql.ref(column)))})
      values ${sql.join(values)}`.execute(target);
  });
}

/** Reads every row of a table again. */
export async function digestOf(db: Database, table: CarriedTable): Promise<Digest> {
  return addUp(db, table, async () => undefined);
}

async function addUp(
  db: Database,
  table: CarriedTable,
  use: (rows: readonly Row[]) => Promise<void>,
): Promise<Digest> {
  let rows = 0;
  let sum = 0n;
  for await (const page of pagesOf(db, table)) {
    await use(page);
    rows += page.length;
    for (const row of page) sum += hashOf(row);
  }
  return { rows, sum };
}

async function* pagesOf(db: Database, { name, key }: CarriedTable): AsyncGenerator<readonly Row[]> {
  const columns = sql.join(key.map((column) => sql.ref(column)));
  let last: Row | undefined;
  do {
    const after = last && sql`where (${columns}) > (${sql.join(key.map((column) => last?.[column]))})`;
    const { rows } = await sql<Row>`
      select * from ${sql.table(name)} ${after ?? sql``} order by ${columns} limit ${sql.lit(PAGE)}`.execute(
      db,
    );
    last = rows.at(-1);
    if (rows.length > 0) yield rows.map((row) => withoutHold(name, row));
  } while (last !== undefined);
}

function withoutHold(name: string, row: Row): Row {
  const holds = HOLDS[name] ?? [];
  return { ...row, ...Object.fromEntries(holds.map((column) => [column, null])) };
}

function hashOf(row: Row): bigint {
  const entries = Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return BigInt(`0x${createHash('sha256').update(JSON.stringify(entries)).digest('hex')}`);
}
