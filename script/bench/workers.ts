import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { systemClock } from '../../src/core/async/clock.ts';
import type { Store } from '../../src/core/ports/store.ts';
import { openStore } from '../../src/core/store/open-store.ts';
import { copiesOf } from '../../test/core/store/copies-of.ts';
import { sampleJob } from '../../test/core/store/sample-job.ts';
import { startPostgres } from '../../test/fakes/postgres.ts';
import { until } from '../../test/fakes/until.ts';
import { changeDatabase } from './change-database.ts';
import type { BenchRow } from './row.ts';
import { median, quantile } from './timing.ts';

const JOBS = 200;
const PER_SECOND = 20;
/** Entered before the first is due. */
const LEAD_MS = 2_000;
const WAITING = 10_000;
const FAR_MS = 86_400_000;
const ALIVE_MS = 600_000;
const HEARD = 50;

/**
 * Measures how long after its moment a job is begun, while ten thousand others wait for a later one, and how evenly the
 * jobs are spread over processes that start together.
 *
 * The reference is a bare NOTIFY between two connections.
 */
export async function benchWorkers(): Promise<BenchRow[]> {
  await using server = await startPostgres({ durable: true });
  const url = await server.createDatabase();
  await using gateway = await open(url);
  await storeWaiting(gateway, url);
  const bare = shown(await bareNotice(url));
  const rows: BenchRow[] = [];
  for (const workers of [1, 2, 4]) {
    const { lateMs, shares } = await run(gateway, url, workers);
    const share = workers === 1 ? '' : `, shared ${shares.join(', ')}`;
    rows.push({
      name: `due to begun, p50 / p95, ${workers} workers, ${PER_SECOND} a second, ${WAITING} waiting`,
      figure: `${shown(lateMs)}${share}`,
      reference: `${bare} (a bare NOTIFY)`,
      ratio: '-',
    });
  }
  return rows;
}

async function open(url: string): Promise<Store & AsyncDisposable> {
  const store = await openStore({ url, clock: systemClock });
  return { ...store, [Symbol.asyncDispose]: () => store.close() };
}

/** Stores the jobs that wait. */
async function storeWaiting(store: Store, url: string): Promise<void> {
  const job = sampleJob();
  await store.jobs.insert(job, Date.now() + FAR_MS);
  await changeDatabase(url, copiesOf(job.id, WAITING), 'analyze jobs');
}

async function run(gateway: Store, url: string, workers: number) {
  await using stores = new AsyncDisposableStack();
  const dueAtMs = new Map<string, number>();
  const lateMs: number[] = [];
  const shares = Array.from({ length: workers }, () => 0);
  for (const index of shares.keys()) {
    const store = stores.use(await open(url));
    const id = randomUUID();
    await store.processes.enter(id, ALIVE_MS);
    await store.wake.start({
      id: () => id,
      room: () => 32,
      async due(jobId = '') {
        if ((await store.jobs.take(jobId, id)) === undefined) return;
        lateMs.push(Date.now() - (dueAtMs.get(jobId) ?? Number.NaN));
        shares[index] = (shares[index] ?? 0) + 1;
      },
    });
  }
  const firstMs = Date.now() + LEAD_MS;
  for (let number = 0; number < JOBS; number += 1) {
    const job = { ...sampleJob(), id: randomUUID() };
    const atMs = Math.round(firstMs + (number * 1_000) / PER_SECOND);
    dueAtMs.set(job.id, atMs);
    await gateway.jobs.insert(job, atMs);
  }
  await until('all are begun', () => lateMs.length === JOBS);
  return { lateMs, shares };
}

async function bareNotice(url: string): Promise<readonly number[]> {
  const [near, far] = [new Client(url), new Client(url)];
  await Promise.all([near.connect(), far.connect()]);
  try {
    const tookMs: number[] = [];
    let sentMs = 0;
    far.on('notification', () => tookMs.push(performance.now() - sentMs));
    await far.query('listen bare');
    for (let number = 0; number < HEARD; number += 1) {
      sentMs = performance.now();
      await near.query(`notify bare, '${number}'`);
      await until('it is heard', () => tookMs.length > number);
      await delay(20);
    }
    return tookMs;
  } finally {
    await Promise.all([near.end(), far.end()]);
  }
}

function shown(all: readonly number[]): string {
  return `${median(all).toFixed(0)} / ${quantile(all, 0.95).toFixed(0)} ms`;
}
