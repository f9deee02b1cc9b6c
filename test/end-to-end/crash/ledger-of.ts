import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import { DATA_KEYS, openedRecords } from '../opened-records.ts';

/** What one bot's database says when it is at rest. Money in micro-dollars. */
export interface Books {
  readonly jobs: readonly { readonly id: string; readonly stage: string; readonly isAtRest: boolean }[];
  /** Reserved and not settled, of all tenants. */
  readonly held: number;
  readonly spent: number;
}

/** What the bots encrypt with. */
export const SECRET_KEY = Buffer.alloc(32, 7).toString('base64');

const JOBS = 'select id, stage, over, record from jobs';
const MONEY =
  "select cast(coalesce(sum(held), 0) as integer) as held, cast(coalesce(sum(spent), 0) as integer) as spent from scope_counters where scope = 'tenant-month'";

/** Reads the books past the bot, which may be running: straight from the tables. */
export async function readBooks(database: string): Promise<Books> {
  const jobs = openedRecords(await select(database, JOBS), await select(database, DATA_KEYS), SECRET_KEY);
  const [money] = await select(database, MONEY);
  return {
    jobs: jobs.map(({ id, stage, over, record }) => ({
      id: String(id),
      stage: String(stage),
      isAtRest: Number(over) === 1 || isDoubtTold(String(record)),
    })),
    held: Number(money?.['held']),
    spent: Number(money?.['spent']),
  };
}

/** A job whose submission was not answered, and whose member was told: it needs nobody any more. */
function isDoubtTold(record: string): boolean {
  const { work }: { work: { readonly stage: string; readonly told?: boolean } } = JSON.parse(record);
  return work.stage === 'submitting' && work.told === true;
}

async function select(database: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  if (database.startsWith('sqlite:')) {
    using db = new DatabaseSync(database.slice('sqlite://'.length), { readOnly: true, timeout: 5_000 });
    return db.prepare(sql).all();
  }
  const client = new Client({ connectionString: database });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
