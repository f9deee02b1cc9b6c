import assert from 'node:assert/strict';
import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import type { BoxKeys } from '../../../src/core/model/secret-box.ts';
import type { Log } from '../../../src/core/ports/log.ts';
import { silentLog } from '../../../src/core/ports/log.ts';
import { markRestored } from '../../../src/core/store/backup/mark-restored.ts';
import { openStore } from '../../../src/core/store/open-store.ts';
import { handClock } from './harness.ts';
import { jobOf, overJob, sampleJob } from './sample-job.ts';

const clock = handClock();
const newKey = (): KeyObject => createSecretKey(randomBytes(32));

describe('an encrypted store', () => {
  let folder: string;
  let count = 0;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sealed-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const fresh = (): string => {
    count += 1;
    return join(folder, String(count), 'bot.sqlite');
  };
  const open = (path: string, keys?: BoxKeys, log: Log = silentLog) =>
    openStore({ url: `sqlite://${path}`, clock, log, ...(keys && { keys }) });
  const change = (path: string, statement: string): void => {
    using db = new DatabaseSync(path);
    db.exec(statement);
  };
  const bytesOf = async (path: string): Promise<string> => {
    const names = await readdir(join(path, '..'));
    const files = await Promise.all(names.map((name) => readFile(join(path, '..', name), 'latin1')));
    return files.join('');
  };
  const MARK = 'marmalade';

  it('has nothing of a job, a clone or a cache in its files, and gives all of it back', async () => {
    const [path, keys] = [fresh(), { current: newKey() }];
    const store = await open(path, keys);
    const job = sampleJob({ title: `${MARK} title` });
    await store.jobs.insert(job, null);
    const clone = {
      jobId: job.id,
      tenant: 'web:tenant',
      member: 'web:member',
      voiceId: 'voice',
      name: `${MARK} voice`,
      consent: { member: 'web:member', atMs: 1 },
    };
    await store.clones.finish(clone);
    await store.cache<string>('forms').set('one', `${MARK} typed`);
    assert.ok(!(await bytesOf(path)).includes(MARK), 'also not in the journal');
    await store.close();
    const again = await open(path, keys);
    assert.deepEqual(await again.jobs.get(job.id), job);
    assert.deepEqual(await again.clones.ofTenant('web:tenant'), [{ ...clone, state: 'ready' }]);
    assert.equal(await again.cache<string>('forms').get('one'), `${MARK} typed`);
    await again.close();
    assert.ok(!(await bytesOf(path)).includes(MARK));
  });

  it('opens with the next SECRET_KEY while the previous one is set, and then without it', async () => {
    const path = fresh();
    const [first, second] = [newKey(), newKey()];
    const job = sampleJob();
    const one = await open(path, { current: first });
    await one.jobs.insert(job, null);
    await one.close();
    await assert.rejects(open(path, { current: second }), {
      name: 'StoreOpenError',
      message: /encrypted with another SECRET_KEY/,
    });
    for (const keys of [{ current: second, previous: first }, { current: second }]) {
      const store = await open(path, keys);
      assert.deepEqual(await store.jobs.get(job.id), job);
      await store.close();
    }
    await assert.rejects(open(path, { current: first }), { name: 'StoreOpenError' });
  });

  it('notices a record that was altered or put in the place of another, and says so', async () => {
    const [path, keys] = [fresh(), { current: newKey() }];
    const store = await open(path, keys);
    const jobs = [jobOf('web:tenant'), jobOf('web:tenant'), jobOf('web:tenant')] as const;
    for (const job of jobs) await store.jobs.insert(job, clock.now());
    await store.close();
    const [swapped, altered, whole] = jobs;
    change(
      path,
      `update jobs set record = (select record from jobs where id = '${whole.id}') where id = '${swapped.id}'`,
    );
    change(
      path,
      `update jobs set record = substr(record, 1, 40) || 'AAAA' || substr(record, 45) where id = '${altered.id}'`,
    );
    const lines: string[] = [];
    const again = await open(path, keys, { ...silentLog, error: (_fields, event) => void lines.push(event) });
    for (const { id } of [swapped, altered]) {
      await assert.rejects(again.jobs.get(id), { code: 'sealed-unreadable' });
    }
    assert.deepEqual(await again.jobs.list({ tenant: 'web:tenant', limit: 9 }), [whole], 'others stay');
    assert.deepEqual(lines, ['job-unreadable', 'job-unreadable']);
    await again.close();
  });

  it('encrypts what the release before has stored, once it is over, and changes nothing else of it', async () => {
    const [path, keys] = [fresh(), { current: newKey() }];
    const plain = await open(path);
    const [over, running] = [overJob('web:tenant', 1_000), sampleJob({ title: 'underway' })];
    const marked = { ...over, title: MARK };
    await plain.jobs.insert(marked, null);
    await plain.jobs.insert(running, null);
    await plain.cache<string>('forms').set('one', MARK);
    await plain.close();
    const store = await open(path, keys);
    assert.equal(await store.sealPlain(10), 2);
    assert.equal(await store.sealPlain(10), 0);
    assert.deepEqual(await store.jobs.get(over.id), marked);
    assert.deepEqual(await store.jobs.get(running.id), running);
    assert.equal(await store.cache<string>('forms').get('one'), MARK);
    await store.jobs.save(running, null);
    await store.close();
    const bytes = await bytesOf(path);
    assert.ok(!bytes.includes(MARK), 'also not in freed pages');
    assert.ok(!bytes.includes('underway'));
  });

  it('marks the jobs of a restored copy with its key only, and refuses without', async () => {
    const [path, keys] = [fresh(), { current: newKey() }];
    const job = sampleJob();
    const store = await open(path, keys);
    await store.jobs.insert(job, null);
    await store.close();
    await assert.rejects(markRestored(`sqlite://${path}`, 7), /The backup is encrypted\. Set SECRET_KEY/);
    await assert.rejects(markRestored(`sqlite://${path}`, 7, { current: newKey() }), {
      name: 'StoreOpenError',
    });
    assert.equal(await markRestored(`sqlite://${path}`, 7, keys), 1);
    const again = await open(path, keys);
    assert.equal((await again.jobs.get(job.id))?.restoredAtMs, 7);
    await again.close();
  });
});
