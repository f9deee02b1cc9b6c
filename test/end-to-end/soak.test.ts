import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { it } from 'node:test';
import fc from 'fast-check';
import { until } from '../fakes/until.ts';
import type { Asked } from './asked.ts';
import { type Cluster, type Place, startCluster } from './cluster.ts';
import { assertPaid, doubtsOf } from './whole-account.ts';

const MINUTE_MS = 60_000;
const MINUTES = Number(process.env['SOAK_MINUTES'] ?? 10);
/** More than the processes carry out at once, so that they never wait for work: what they finish is their capacity. */
const OPEN_REQUESTS = 12;
/** A job asks AudioPod for about six things, of which 5 % go wrong. */
const FAULTS_PER_JOB = 0.3;
/** The part of the time at the beginning in which caches fill and code is compiled. */
const WARM_UP = 0.3;

const FAULTS = [
  { kind: 'status', status: 503 },
  { kind: 'status', status: 500 },
  { kind: 'drop', when: 'before' },
  { kind: 'drop', when: 'after' },
  { kind: 'garbage' },
  { kind: 'slow', delayMs: 2_000 },
  { kind: 'truncate', keepBytes: 500 },
] as const;

/** What must not grow while jobs come and go. */
const TABLES = {
  'requests that wait for an answer': 'select count(*)::int as n from seen where payload is not null',
  'jobs that are not over':
    "select count(*)::int as n from jobs where over = 0 and not (stage = 'submitting' and id in (select job_id from reservations where state = 'in-doubt'))",
  'held money that no open job has':
    "select count(*)::int as n from reservations r join jobs j on j.id = r.job_id where r.state = 'held' and j.over = 1",
  'wake-ups': "select count(*)::int as n from audiopod_bot_wake.job where state < 'active'",
  processes: 'select count(*)::int as n from processes',
} as const;

interface Sizes {
  readonly residentMib: readonly number[];
  readonly handles: readonly number[];
}

async function sizesOf(places: readonly Place[]): Promise<Sizes> {
  const pids = places.map((place) => place.program().pid);
  return {
    residentMib: await Promise.all(
      pids.map(async (pid) => {
        const [, kib = '0'] = /VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
        return Math.round(Number(kib) / 1024);
      }),
    ),
    handles: await Promise.all(pids.map(async (pid) => (await readdir(`/proc/${pid}/fd`)).length)),
  };
}

async function rowsOf({ query }: Cluster): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const [name, sql] of Object.entries(TABLES)) {
    counts[name] = (await query<{ n: number }>(sql))[0]?.n ?? 0;
  }
  return counts;
}

const isAnswered = (one: Asked): boolean =>
  one.seen().some(({ sounds, text, loading }) => !loading && (sounds > 0 || /charged/.test(text)));

if (process.env['PROVE'] !== undefined) {
  it(`${MINUTES} minutes at capacity with faults lose nothing, double nothing, and leave every size as it was`, async (t) => {
    const seed = Number(process.env['SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
    t.diagnostic(`SEED=${seed}`);
    const cluster = await startCluster(t);
    const places = await Promise.all([
      cluster.start('gateway', 'gateway'),
      cluster.start('worker', 'worker-1'),
      cluster.start('worker', 'worker-2'),
    ]);
    const { control } = cluster.setting.sandbox;
    const luck = fc.sample(
      fc.record({ isFault: fc.double({ min: 0, max: 1, noNaN: true }), fault: fc.constantFrom(...FAULTS) }),
      {
        seed,
        numRuns: 2_000,
      },
    );
    const asked: Asked[] = [];
    let faults = 0;
    let next = 0;
    const startedMs = performance.now();
    const isLeft = (part = 1): boolean => performance.now() - startedMs < MINUTES * MINUTE_MS * part;
    const askAlong = async (): Promise<void> => {
      while (isLeft()) {
        const at = next++;
        const chance = luck[at % luck.length];
        if (chance !== undefined && chance.isFault < FAULTS_PER_JOB) {
          control.faults.add({ times: 1, fault: chance.fault });
          faults += 1;
        }
        const one = await cluster.speak(`Number ${at}`);
        asked.push(one);
        await until(`${one.name} is answered: ${JSON.stringify(one.seen())}`, () => isAnswered(one));
      }
    };
    const asking = Promise.all(Array.from({ length: OPEN_REQUESTS }, askAlong));
    await until('it is warm', () => !isLeft(WARM_UP));
    const before = await sizesOf(places);
    await until('the time is over', () => !isLeft());
    const after = await sizesOf(places);
    await asking;
    control.faults.clear();
    await until('nothing is under way', async () => (await rowsOf(cluster))['jobs that are not over'] === 0);

    const wrong = asked.filter((one) => one.seen().reduce((sum, { sounds }) => sum + sounds, 0) > 1);
    assert.deepEqual(wrong, [], 'nothing is delivered twice');
    assert.ok(
      (control.jobs.submits()['voice'] ?? 0) <= asked.length + faults,
      'none is submitted for nothing',
    );
    const doubts = await doubtsOf(cluster);
    await assertPaid(cluster, doubts);
    await until(
      'what was recorded is answered',
      async () => (await rowsOf(cluster))['requests that wait for an answer'] === 0,
    );
    const rows = await rowsOf(cluster);
    t.diagnostic(
      `${asked.length} jobs, ${faults} faults, ${doubts} in doubt; ${JSON.stringify({ before, after, rows })}`,
    );
    assert.equal(rows['held money that no open job has'], 0);
    assert.ok((rows['processes'] ?? 0) <= places.length);
    assert.ok((rows['wake-ups'] ?? 0) <= doubts + places.length, 'no wake-up is left of jobs that are over');
    for (const [index, mib] of after.residentMib.entries()) {
      const mibBefore = before.residentMib[index] ?? 0;
      assert.ok(mib <= mibBefore * 1.2 + 20, `memory of process ${index}: ${mibBefore}, then ${mib} MiB`);
    }
    for (const [index, handles] of after.handles.entries()) {
      assert.ok(handles <= (before.handles[index] ?? 0) + 15, `handles of process ${index}: ${handles}`);
    }
    cluster.discord.assertClean();
  });
}
