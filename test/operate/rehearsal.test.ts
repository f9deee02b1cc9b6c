import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { loadSecretKey } from '../../src/config/config.ts';
import { systemClock } from '../../src/core/async/clock.ts';
import { Secret } from '../../src/core/model/secret.ts';
import type { BoxKeys } from '../../src/core/model/secret-box.ts';
import { openStore } from '../../src/core/store/open-store.ts';
import { codeBlocks, documentAt, section } from '../architecture/documents.ts';
import { ROOT } from '../architecture/sources.ts';
import { jobOf } from '../core/store/sample-job.ts';
import { postgresBinaries, sharedPostgres } from '../fakes/postgres.ts';

const page = documentAt('docs/backup.md');
const blocks = (heading: string) => codeBlocks({ ...page, text: section(page, heading) });
const [backUpSqlite = '', backUpPostgres = ''] = blocks('## Back it up');
const [restoreKey = '', restoreSqlite = '', restorePostgres = ''] = blocks('## Restore it');

/** What `SECRET_KEY` is set to beside PostgreSQL. */
const SET_KEY = Buffer.alloc(32, 7).toString('base64');

describe('the commands of docs/backup.md', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rehearsal-'));
    for (const part of ['package.json', 'src', 'node_modules']) {
      await symlink(join(ROOT, part), join(folder, part));
    }
    await mkdir(join(folder, 'data'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** Types a block in the bot's folder, with nothing of the tests' own environment. */
  async function type(block: string, storeUrl?: string): Promise<string> {
    const env = {
      PATH: [dirname(process.execPath), postgresBinaries(), process.env['PATH']].join(delimiter),
      HOME: folder,
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      ...(storeUrl !== undefined && { STORE_URL: storeUrl, SECRET_KEY: SET_KEY }),
    };
    const { stdout } = await promisify(execFile)('sh', ['-euc', block], { cwd: folder, env });
    return stdout;
  }

  async function storeOneJob(url: string, keys: BoxKeys): Promise<string> {
    await using store = await opened(url, keys);
    const job = jobOf('web:rehearsal');
    await store.jobs.insert(job, null);
    return job.id;
  }

  /** The job is there, and marked: nothing will submit it a second time. */
  async function requireRestored(url: string, keys: BoxKeys, id: string): Promise<void> {
    await using store = await opened(url, keys);
    const job = await store.jobs.get(id);
    assert.equal(job?.origin.tenant, jobOf('web:rehearsal').origin.tenant);
    assert.ok(job?.restoredAtMs !== undefined);
  }

  it('bring back an SQLite database and its key after the whole folder is lost', async () => {
    const data = join(folder, 'data');
    const url = `sqlite://${data}/audiopod-bot.sqlite`;
    // The first start makes it.
    const keys = () => loadSecretKey({ dataDir: data, secretKey: {} });
    const id = await storeOneJob(url, await keys());
    assert.match(await type(backUpSqlite), /^Backed up .*\n^Jobs: 1, unfinished: 1\./ms);
    await rm(data, { recursive: true });
    await type(restoreKey);
    assert.match(await type(restoreSqlite), /^Restored /m);
    await requireRestored(url, await keys(), id);
    assert.equal((await stat(join(data, 'secret-key'))).mode & 0o777, 0o600);
  });

  it('bring back a PostgreSQL database in an empty one', async () => {
    const postgres = await sharedPostgres();
    const lost = await postgres.createDatabase();
    const keys = await loadSecretKey({ dataDir: folder, secretKey: { current: new Secret(SET_KEY) } });
    const id = await storeOneJob(lost, keys);
    await type(backUpPostgres, lost);
    const fresh = await postgres.createDatabase();
    assert.match(await type(restorePostgres, fresh), /^Marked 1 unfinished jobs\.$/m);
    await requireRestored(fresh, keys, id);
  });
});

async function opened(url: string, keys: BoxKeys) {
  const store = await openStore({ url, clock: systemClock, keys });
  return Object.assign(store, { [Symbol.asyncDispose]: () => store.close() });
}
