import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../../../src/core/async/clock.ts';
import { backUp } from '../../../../src/core/store/backup/back-up.ts';
import { restore } from '../../../../src/core/store/backup/restore.ts';
import { openStore } from '../../../../src/core/store/open-store.ts';
import { jobOf } from '../sample-job.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const DIES = new URL('./die-at-rename.ts', import.meta.url).href;

/** The prepared file, the old database, its two companions, and the new database. */
const RENAMES = 5;

describe('a restore that is killed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'restore-'));
  const file = join(folder, 'backup.sqlite');
  const running = join(folder, 'running.sqlite');
  after(() => rmSync(folder, { recursive: true, force: true }));

  const opened = (path: string) => openStore({ url: `sqlite://${path}`, clock: systemClock });
  const jobsIn = async (path: string): Promise<number> => {
    const store = await opened(path);
    try {
      return (await store.jobs.list({ tenant: 'web:tenant', limit: 10 })).length;
    } finally {
      await store.close();
    }
  };

  before(async () => {
    const store = await opened(running);
    await store.jobs.insert(jobOf('web:tenant'), null);
    backUp(running, file);
    for (let more = 0; more < 2; more += 1) await store.jobs.insert(jobOf('web:tenant'), null);
    // As a crash leaves it: the latest jobs are only beside it.
    for (const suffix of ['', '-wal', '-shm'])
      copyFileSync(running + suffix, join(folder, `crashed${suffix}`));
    await store.close();
    assert.ok(existsSync(join(folder, 'crashed-wal')));
  });

  /** Makes a data folder as a crash of the bot leaves it. */
  const crashed = () => {
    const dataDir = mkdtempSync(join(folder, 'data-'));
    const database = join(dataDir, 'audiopod-bot.sqlite');
    for (const suffix of ['', '-wal', '-shm'])
      copyFileSync(join(folder, `crashed${suffix}`), database + suffix);
    return { dataDir, database };
  };

  /** Restores in a process that dies before that rename, and returns whether it did. */
  const killedAt = async (rename: number, dataDir: string): Promise<boolean> => {
    const child = spawn(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        `--import=${DIES}`,
        'src/operate/restore.ts',
        '--force',
        file,
      ],
      { cwd: ROOT, env: { DATA_DIR: dataDir, DIE_AT_RENAME: String(rename) }, stdio: 'ignore' },
    );
    const [, signal] = await once(child, 'close');
    return signal === 'SIGKILL';
  };

  it('leaves a database that starts, or that says what to do, and nothing of the old one is lost', async () => {
    const ends: string[] = [];
    for (let rename = 1; rename <= RENAMES; rename += 1) {
      const { dataDir, database } = crashed();
      assert.ok(await killedAt(rename, dataDir));
      const end = await jobsIn(database).then(String, (error: Error) => error.message);
      ends.push(end.replaceAll(dataDir, '').replaceAll(/\d{4}-[\dTZ-]+/g, 'then'));
      const { jobs, asidePath = '' } = await restore({ file, database, force: true, clock: systemClock });
      assert.equal(jobs, 1);
      assert.equal(await jobsIn(database), 1);
      assert.equal(await jobsIn(asidePath), 3, `the old one after rename ${rename}`);
    }
    const again =
      'A restore of the database /audiopod-bot.sqlite was interrupted. Run it again: npm run restore -- <file>. The database before is, or will be, /audiopod-bot.sqlite.before-then.';
    assert.deepEqual(ends, ['3', again, again, again, again]);
    assert.equal(await killedAt(RENAMES + 1, crashed().dataDir), false, 'there are no more');
  });
});
