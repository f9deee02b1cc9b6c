import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../src/core/async/clock.ts';
import { openStore } from '../../src/core/store/open-store.ts';
import { copiesOf } from '../../test/core/store/copies-of.ts';
import { sampleJob } from '../../test/core/store/sample-job.ts';
import { startPostgres } from '../../test/fakes/postgres.ts';
import { changeDatabase } from './change-database.ts';
import type { BenchRow } from './row.ts';
import { timed } from './timing.ts';

const DRAIN = fileURLToPath(new URL('drain.ts', import.meta.url));
const JOBS = 2_000;

/** Measures how many due jobs 1, 2 and 4 processes take and release a second. The reference is one process. */
export async function benchThroughput(): Promise<BenchRow[]> {
  await using server = await startPostgres({ durable: true });
  const rows: BenchRow[] = [];
  let alone = Number.NaN;
  for (const workers of [1, 2, 4]) {
    const url = await server.createDatabase();
    const { perSecond, shares } = await drain(url, workers);
    if (workers === 1) alone = perSecond;
    rows.push({
      name: `jobs taken and released a second, ${workers} processes`,
      figure: `${perSecond.toFixed(0)}, shared ${shares.join(', ')}`,
      reference: `${alone.toFixed(0)} with one`,
      ratio: (perSecond / alone).toFixed(2),
    });
  }
  return rows;
}

async function drain(url: string, workers: number) {
  const store = await openStore({ url, clock: systemClock });
  const job = sampleJob();
  await store.jobs.insert(job, Date.now());
  await store.close();
  await changeDatabase(url, copiesOf(job.id, JOBS - 1), 'analyze jobs');
  const processes = await Promise.all(Array.from({ length: workers }, () => startDrain(url)));
  const [tookMs, shares] = await timed(() => Promise.all(processes.map((run) => run())));
  return { perSecond: (JOBS * 1_000) / tookMs, shares };
}

/** Starts a process that waits for its beginning. @returns what lets it begin, and returns how many jobs it took. */
async function startDrain(url: string): Promise<() => Promise<number>> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', DRAIN, url], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  await once(lines, 'line');
  return async () => {
    const told = once(lines, 'line');
    child.stdin.end('\n');
    const [jobs] = await told;
    return Number(jobs);
  };
}
