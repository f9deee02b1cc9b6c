import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/core/async/clock.ts';
import type { Job } from '../../src/core/model/job/job.ts';
import type { Store } from '../../src/core/ports/store.ts';
import { openStore } from '../../src/core/store/open-store.ts';
import { jobOf } from '../../test/core/store/sample-job.ts';
import { startPostgres } from '../../test/fakes/postgres.ts';
import { changeDatabase, sizeOf } from './change-database.ts';
import type { BenchRow } from './row.ts';
import { statementsOf } from './statements.ts';
import { median, timed } from './timing.ts';

const WAITING = [10, 1_000, 10_000] as const;
const ROUNDS = 100;
const BATCH = 500;
const MEMBERS = 10;
const PROCESS = 'bench';
const SLOTS = { perTenant: 20, perMember: 3 };
const HOUR_MS = 3_600_000;

/** What a process asks of the store again and again, however many jobs wait. */
const ASKED: Readonly<Record<string, (store: Store) => Promise<unknown>>> = {
  'look for due jobs': (store) => store.jobs.takeDue({ by: PROCESS, limit: 32 }),
  'take and release a job': takeAndRelease,
  'find whose turn it is': (store) => store.jobs.turns('bench', SLOTS),
  'renew a process': (store) => store.processes.renew(PROCESS, HOUR_MS),
};

/**
 * Measures what waiting jobs cost: the fastest of a hundred runs of each thing that a process asks of the store, the
 * processor time and statements of each, and what a job takes on disk, with 10, 1,000 and 10,000 jobs that are paused, queued, confirming
 * or held. The reference is the same with 10.
 */
export async function benchScale(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bot-scale-'));
  const server = await startPostgres();
  try {
    return [
      ...(await rowsOn('SQLite', async (name) => `sqlite://${join(folder, name)}`)),
      ...(await rowsOn('PostgreSQL', () => server.createDatabase())),
    ];
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function rowsOn(kind: string, url: (name: string) => Promise<string>): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  const few = new Map<string, number>();
  const add = (what: string, waiting: number, measured: number, unit: string, digits = 2) => {
    const before = few.get(what) ?? measured;
    few.set(what, before);
    rows.push({
      name: `${kind}: ${what}, ${waiting.toLocaleString('en')} jobs waiting`,
      figure: `${measured.toFixed(digits)} ${unit}`,
      reference: `${before.toFixed(digits)} ${unit} with ${WAITING[0]}`,
      ratio: (measured / before).toFixed(2),
    });
  };
  const none = await url('none.sqlite');
  await (await openStore({ url: none, clock: systemClock })).close();
  const emptyBytes = await sizeOf(none);
  for (const waiting of WAITING) {
    const at = await url(`${waiting}.sqlite`);
    const store = await openStore({ url: at, clock: systemClock });
    await store.processes.enter(PROCESS, HOUR_MS);
    await fill(store, waiting);
    // As PostgreSQL does by itself.
    if (store.kind === 'postgres') await changeDatabase(at, 'analyze jobs');
    for (const [what, ask] of Object.entries(ASKED)) {
      const tookMs: number[] = [];
      const cpuMs: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const before = process.cpuUsage();
        tookMs.push((await timed(() => ask(store)))[0]);
        const { user, system } = process.cpuUsage(before);
        cpuMs.push((user + system) / 1_000);
      }
      add(what, waiting, Math.min(...tookMs), 'ms');
      add(`${what}, processor time`, waiting, median(cpuMs), 'ms');
      add(`${what}, statements`, waiting, await statementsOf(() => ask(store)), 'statements', 0);
    }
    await store.close();
    add('a job on disk', waiting, ((await sizeOf(at)) - emptyBytes) / waiting / 1_024, 'KiB', 1);
  }
  return rows;
}

/** Stores jobs that wait in every way there is, the queued ones in one queue of ten members. */
async function fill(store: Store, count: number): Promise<void> {
  const nowMs = Date.now();
  const inLineOf = (at: number) => `member ${at % MEMBERS}`;
  const kinds: readonly ((at: number) => readonly [Job, number | null, boolean])[] = [
    (at) => [jobOf('other', { work: { stage: 'quoted' } }, inLineOf(at)), nowMs + HOUR_MS + at, false],
    (at) => [jobOf('bench', { createdAtMs: at }, inLineOf(at)), null, false],
    (at) => [jobOf('bench', { work: { stage: 'confirming', sinceMs: nowMs } }), nowMs + HOUR_MS + at, false],
    (at) => [jobOf('other', { work: { stage: 'watching' } }, inLineOf(at)), nowMs, true],
  ];
  for (let from = 0; from < count; from += BATCH) {
    await store.transaction(async ({ jobs }) => {
      for (let at = from; at < Math.min(from + BATCH, count); at += 1) {
        const [job, wakeAtMs, isHeld] = (kinds[at % kinds.length] ?? missing)(at);
        await jobs.insert(job, wakeAtMs, isHeld ? { by: PROCESS, epoch: 1 } : undefined);
      }
    });
  }
}

function missing(): never {
  throw new Error('There is a kind for every job');
}

async function takeAndRelease(store: Store): Promise<void> {
  const job = jobOf('single');
  await store.jobs.insert(job, Date.now() - 1);
  const taken = await store.jobs.take(job.id, PROCESS);
  if (taken === undefined) throw new Error('The job is not due');
  await store.jobs.rest({ id: job.id, hold: taken.hold, version: job.version, wakeAtMs: null });
}
