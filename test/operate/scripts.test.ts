import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { systemClock } from '../../src/core/async/clock.ts';
import { openStore } from '../../src/core/store/open-store.ts';
import { ROOT } from '../architecture/sources.ts';
import { jobOf } from '../core/store/sample-job.ts';

describe('the scripts for bot owners', () => {
  let folder: string;
  let dataDir: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'operate-'));
    dataDir = join(folder, 'data');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const run = (name: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(ROOT, `src/operate/${name}.ts`), ...args],
      { cwd: folder, env: { PATH: process.env['PATH'], DATA_DIR: dataDir, ...env }, encoding: 'utf8' },
    );
    return { status, stdout, stderr };
  };

  it('refuse what they do not take, and say where help is', () => {
    for (const [name, args, why] of [
      ['backup', ['--fast', 'x'], /^Unknown option --fast\. --help shows what is accepted\.$/m],
      ['restore', [], /^Name one file: npm run restore -- <file>$/m],
      ['restore', ['--mark', 'x'], /^--mark takes no file and no other option\.$/m],
      ['migrate-store', ['--from', 'sqlite://x'], /^Name both databases with --from and --to\.$/m],
      ['backup', ['x'], /^STORE_URL is postgres:\/\/host\/db, and this is for SQLite\. Use pg_dump/m],
    ] as const) {
      const secrets = {
        STORE_URL: 'postgres://bot:hidden@host/db',
        SECRET_KEY: Buffer.alloc(32).toString('base64'),
      };
      const { status, stdout, stderr } = run(name, args, secrets);
      assert.deepEqual({ status, stdout }, { status: 1, stdout: '' }, name);
      assert.match(stderr, why);
      assert.doesNotMatch(stderr, /hidden/);
    }
  });

  it('back up beside a running bot, and restore once it has stopped', async () => {
    const url = `sqlite://${join(dataDir, 'audiopod-bot.sqlite')}`;
    const store = await openStore({ url, clock: systemClock });
    await store.jobs.insert(jobOf('web:kept'), null);
    const file = join(folder, 'bot.backup');
    const backup = run('backup', [file]);
    assert.deepEqual({ status: backup.status, stderr: backup.stderr }, { status: 0, stderr: '' });
    assert.match(backup.stdout, /^Backed up .*audiopod-bot\.sqlite to .*bot\.backup \(\d\.\d MB\)\.$/m);
    assert.match(backup.stdout, /^Jobs: 1, unfinished: 1\. Spent: \$0\.00, reserved: \$0\.00\.$/m);
    assert.match(backup.stdout, /^Keep .*data\/secret-key too, in another place/m);
    assert.match(run('restore', [file, '--force']).stderr, /^A bot works with .*Stop it first\.$/m);
    await store.jobs.insert(jobOf('web:lost'), null);
    await store.close();
    const restored = run('restore', ['--force', file]);
    assert.deepEqual({ status: restored.status, stderr: restored.stderr }, { status: 0, stderr: '' });
    assert.match(restored.stdout, /^The database before is now .*\.before-/m);
    const again = await openStore({ url, clock: systemClock });
    assert.deepEqual(await again.jobs.countByStage(), { received: 1 });
    await again.close();
  });

  it('move a database and print what is the same in both', async () => {
    const from = join(folder, 'from.sqlite');
    const store = await openStore({ url: `sqlite://${from}`, clock: systemClock });
    await store.jobs.insert(jobOf('web:moved'), null);
    await store.close();
    const to = join(folder, 'to.sqlite');
    const { status, stdout } = run('migrate-store', ['--from', `sqlite://${from}`, '--to', `sqlite://${to}`]);
    assert.equal(status, 0);
    assert.match(stdout, /^jobs: 1 rows, the same in both$/m);
    assert.match(stdout, /^Jobs received: 1 in both$/m);
    assert.match(stdout, /SECRET_KEY/);
    assert.ok(existsSync(to));
  });

  it('print their help before anything else, and read no settings for it', async () => {
    await writeFile(join(folder, '.env'), 'PORT=no-number\n');
    for (const name of ['backup', 'restore', 'migrate-store']) {
      const { status, stdout } = run(name, ['--help']);
      assert.equal(status, 0);
      assert.match(stdout, new RegExp(`^Usage: npm run ${name} -- `));
    }
    assert.match(run('backup', ['x']).stderr, /PORT/);
    await rm(join(folder, '.env'));
  });
});
