import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { Client } from 'pg';
import { visit } from '../bots/web/fixtures/http.ts';
import { startPostgres } from '../fakes/postgres.ts';
import { until } from '../fakes/until.ts';
import { type RunningProgram, startProgram } from './program.ts';
import { type Setting, setUp } from './setting.ts';

const READS_PER_MINUTE = 60;
const MINUTE_MS = 60_000;
const JOBS = 30;

/** When the state of jobs was asked for, on the sandbox's clock. */
function readsOf({ sandbox }: Setting): readonly number[] {
  return sandbox.control.requests
    .list()
    .filter(({ method, path }) => method === 'GET' && /voice.*jobs|tts-jobs/.test(path))
    .map(({ atMs }) => atMs);
}

if (process.env['PROVE'] !== undefined) {
  it('three processes read one key within one budget, also when the one that watches is killed', async (t) => {
    await using postgres = await startPostgres();
    // In real time, so that a minute of the budget is a minute of the sandbox.
    const setting = await setUp(t, 1);
    const { owner, sandbox, dataDir } = setting;
    const url = await postgres.createDatabase();
    const key = randomBytes(32).toString('base64');
    const start = async (name: string): Promise<RunningProgram> => {
      const folder = join(dataDir, name);
      await mkdir(folder);
      return startProgram(owner, {
        ...setting.env,
        DATA_DIR: folder,
        STORE_URL: url,
        SECRET_KEY: key,
        STATUS_READS_PER_MINUTE: String(READS_PER_MINUTE),
        MAX_JOBS_PER_TENANT: '100',
        MAX_JOBS_PER_MEMBER: '100',
        DEFAULT_MEMBER_DAILY_LIMIT_USD: '10',
      });
    };
    const client = new Client(url);
    const count = async (condition: string): Promise<number> => {
      const { rows } = await client.query<{ jobs: number }>(
        `select count(*)::int as jobs from jobs where ${condition}`,
      );
      return rows[0]?.jobs ?? 0;
    };
    const ask = async (program: RunningProgram, jobs: number): Promise<void> => {
      const member = await visit(program.url);
      for (let number = 1; number <= jobs; number += 1) await member.ask(`/tts This is number ${number}`);
    };

    const watching = await start('one');
    await client.connect();
    try {
      await ask(watching, 1);
      await until('the first is over', async () => (await count('over = 1')) === 1);
      const others = await Promise.all([start('two'), start('three')]);
      sandbox.control.faults.add({ times: 'lasting', fault: { kind: 'hold' } });
      await Promise.all([watching, ...others].map((program) => ask(program, JOBS / 3)));
      await until('all are watched', async () => (await count("stage = 'watching'")) === JOBS);
      await watching.kill();
      for (const { service, id } of sandbox.control.jobs.list()) sandbox.control.jobs.release(service, id);
      await until('all are over', async () => (await count('over = 1')) === JOBS + 1);
      assert.equal(await count("stage = 'encoded'"), JOBS + 1);
    } finally {
      await client.end();
    }
    assert.equal(sandbox.control.jobs.submits()['voice'], JOBS + 1);
    const reads = readsOf(setting);
    assert.ok(reads.length > JOBS, `${reads.length} reads`);
    for (const fromMs of reads) {
      const within = reads.filter((atMs) => atMs >= fromMs && atMs < fromMs + MINUTE_MS).length;
      assert.ok(within <= READS_PER_MINUTE, `${within} reads in one minute`);
    }
  });
}
