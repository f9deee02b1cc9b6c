import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openOwnersControl } from '../../src/app/owners-control.ts';
import { systemClock } from '../../src/core/async/clock.ts';
import { silentLog } from '../../src/core/ports/log.ts';
import { openStore } from '../../src/core/store/open-store.ts';
import { isDue, killJob } from '../core/jobs/dead/kill-job.ts';
import { jobOf } from '../core/store/sample-job.ts';
import { sharedPostgres } from '../fakes/postgres.ts';
import { runScript } from './run-script.ts';

describe('npm run jobs', () => {
  let folder: string;
  let url: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'jobs-'));
    url = `sqlite://${join(folder, 'audiopod-bot.sqlite')}`;
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    runScript('jobs', args, { cwd: folder, env: { DATA_DIR: folder, ...env } });

  it('works through the running bot, which alone writes to SQLite', async () => {
    const store = await openStore({ url, clock: systemClock });
    // What a crash left behind is no obstacle.
    await writeFile(join(folder, 'control.sock'), '');
    const control = await openOwnersControl(folder, { store, clock: systemClock, log: silentLog });
    assert.equal((await stat(join(folder, 'control.sock'))).mode & 0o777, 0o600);
    const job = jobOf('web:dead');
    await store.jobs.insert(job, null);
    await killJob(url, job.id, { atMs: Date.now() });
    const listed = await run(['list']);
    assert.deepEqual({ status: listed.status, stderr: listed.stderr }, { status: 0, stderr: '' });
    assert.match(
      listed.stdout,
      new RegExp(`^${job.id} {2}received {2}stopped 0 min ago {2}web:dead {2}speech`),
    );
    const replayed = await run(['replay', job.id]);
    assert.match(replayed.stdout, /^Replaying /);
    assert.ok(await isDue(url, job.id));
    await control[Symbol.asyncDispose]();
    await store.close();
  });

  it('works beside a bot on PostgreSQL', async () => {
    const server = await sharedPostgres();
    const postgres = await server.createDatabase();
    const secret = Buffer.alloc(32);
    const keys = { current: createSecretKey(secret) };
    const store = await openStore({ url: postgres, clock: systemClock, keys });
    const job = jobOf('web:dead');
    await store.jobs.insert(job, null);
    await killJob(postgres, job.id, { atMs: Date.now() });
    const env = { STORE_URL: postgres, SECRET_KEY: secret.toString('base64') };
    assert.match((await run(['drop', job.id], env)).stdout, /^Dropped .* The member is told\.$/m);
    assert.equal((await store.jobs.get(job.id))?.work.stage, 'failed');
    await store.close();
  });
});
