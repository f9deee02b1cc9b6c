import { sql } from 'kysely';
import type { Database } from '../database/schema.ts';

/** One figure of a store: a count, or an amount in micro-dollars. */
export interface Figure {
  /** What was counted or added up, such as `Jobs watching`. */
  readonly name: string;
  readonly kind: 'count' | 'amount';
  readonly value: number;
}

/** A table, the column its rows are grouped by, and what is added up of each group; without columns they're counted. */
interface Question {
  readonly what: string;
  readonly table: string;
  readonly by: string;
  readonly columns: readonly string[];
}

const QUESTIONS: readonly Question[] = [
  { what: 'Jobs', table: 'jobs', by: 'stage', columns: [] },
  { what: 'Clones', table: 'clones', by: 'state', columns: [] },
  { what: 'Limits', table: 'scope_counters', by: 'scope', columns: ['held', 'spent', 'overshoot', 'debt'] },
  { what: 'Reservations', table: 'reservations', by: 'state', columns: [] },
  { what: 'Reservations', table: 'reservations', by: 'state', columns: ['amount', 'spent'] },
  { what: 'Ledger entries', table: 'ledger_entries', by: 'kind', columns: [] },
  { what: 'Ledger entries', table: 'ledger_entries', by: 'kind', columns: ['amount'] },
  { what: 'Archived spending', table: 'archived_spending', by: 'scope', columns: ['spent', 'overshoot'] },
  { what: 'Archived entries', table: 'archived_entries', by: 'kind', columns: ['entries'] },
  { what: 'Archived entries', table: 'archived_entries', by: 'kind', columns: ['amount'] },
];

const COUNTS: ReadonlySet<string> = new Set(['rows', 'entries']);

/** Returns what must be the same in two stores that hold the same: jobs by stage, and every sum of money. */
export async function figuresOf(db: Database): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const question of QUESTIONS) figures.push(...(await answer(db, question)));
  return figures;
}

async function answer(db: Database, { what, table, by, columns }: Question): Promise<readonly Figure[]> {
  const asked = columns.length === 0 ? ['rows'] : columns;
  const sums = asked.map((column) => {
    const sum = column === 'rows' ? sql`count(*)` : sql`cast(coalesce(sum(${sql.ref(column)}), 0) as bigint)`;
    return sql`${sum} as ${sql.ref(column)}`;
  });
  const { rows } = await sql<Record<string, string | number>>`
    select ${sql.ref(by)} as name, ${sql.join(sums)} from ${sql.table(table)} group by 1`.execute(db);
  return rows
    .flatMap(({ name, ...values }) =>
      asked.map(
        (column): Figure => ({
          name: column === 'rows' ? `${what} ${name}` : `${what} ${name}, ${column}`,
          kind: COUNTS.has(column) ? 'count' : 'amount',
          value: Number(values[column]),
        }),
      ),
    )
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
