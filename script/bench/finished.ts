import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/core/async/clock.ts';
import type { Store } from '../../src/core/ports/store.ts';
import { openStore } from '../../src/core/store/open-store.ts';
import { copiesOf } from '../../test/core/store/copies-of.ts';
import { overJob } from '../../test/core/store/sample-job.ts';
import { startPostgres } from '../../test/fakes/postgres.ts';
import { changeDatabase } from './change-database.ts';
import type { BenchRow } from './row.ts';
import { timed } from './timing.ts';

const COUNTS = [100, 100_000] as const;
const MEMBERS = 100;
const LISTED = 10;
const ROUNDS = 20;
const TENANT = 'finished';

const ASKED: Readonly<Record<string, (store: Store) => Promise<unknown>>> = {
  'list the jobs of a member': (store) =>
    store.jobs.list({ tenant: TENANT, member: 'copied-1', limit: LISTED }),
  'count jobs for the metrics': (store) => store.jobs.countByStage(),
};

/** Measures what finished jobs cost: opening the store, `/jobs list` and metrics. The reference is 100 of them. */
export async function benchFinished(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bot-finished-'));
  await using server = await startPostgres();
  try {
    return [
      ...(await rowsOn('SQLite', async (name) => `sqlite://${join(folder, name)}`)),
      ...(await rowsOn('PostgreSQL', () => server.createDatabase())),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function rowsOn(kind: string, urlOf: (name: string) => Promise<string>): Promise<readonly BenchRow[]> {
  const few = new Map<string, number>();
  const rows: BenchRow[] = [];
  for (const count of COUNTS) {
    const url = await urlOf(`${count}.sqlite`);
    const open = () => openStore({ url, clock: systemClock });
    const empty = await open();
    const job = overJob(TENANT, Date.now());
    await empty.jobs.insert(job, null);
    await empty.close();
    await changeDatabase(url, copiesOf(job.id, count - 1, MEMBERS), 'analyze jobs');
    const [openMs, store] = await timed(open);
    const took = new Map([['open the store', openMs]]);
    for (const [what, ask] of Object.entries(ASKED)) {
      const tookMs: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) tookMs.push((await timed(() => ask(store)))[0]);
      took.set(what, Math.min(...tookMs));
    }
    await store.close();
    for (const [what, ms] of took) {
      const before = few.get(what) ?? ms;
      few.set(what, before);
      rows.push({
        name: `${kind}: ${what}, ${count.toLocaleString('en')} finished jobs`,
        figure: `${ms.toFixed(2)} ms`,
        reference: `${before.toFixed(2)} ms with ${COUNTS[0]}`,
        ratio: (ms / before).toFixed(2),
      });
    }
  }
  return rows;
}
