import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { loadSecretKey } from '../../src/config/config.ts';
import { Secret } from '../../src/core/model/secret.ts';

const KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';

describe('the key that encrypts at rest', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'audiopod-bot-key-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('is generated once, for its owner alone, and stays the same', async () => {
    const dataDir = join(folder, 'fresh', 'data');
    const first = await loadSecretKey({ dataDir, secretKey: {} });
    const path = join(dataDir, 'secret-key');
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    assert.equal(first.current.symmetricKeySize, 32);
    const second = await loadSecretKey({ dataDir, secretKey: {} });
    assert.ok(first.current.equals(second.current));
    assert.deepEqual(await readdir(dataDir), ['secret-key']);
  });

  it('is one and the same for processes that start together', async () => {
    const dataDir = join(folder, 'together');
    const all = await Promise.all(
      Array.from({ length: 20 }, () => loadSecretKey({ dataDir, secretKey: {} })),
    );
    assert.equal(new Set(all.map(({ current }) => current.export().toString('hex'))).size, 1);
    assert.deepEqual(await readdir(dataDir), ['secret-key']);
  });

  it('is closed again when someone opened it to others', async () => {
    const dataDir = join(folder, 'open');
    await loadSecretKey({ dataDir, secretKey: {} });
    await chmod(join(dataDir, 'secret-key'), 0o644);
    await loadSecretKey({ dataDir, secretKey: {} });
    assert.equal((await stat(join(dataDir, 'secret-key'))).mode & 0o777, 0o600);
  });

  it('is never replaced when it is damaged', async () => {
    const dataDir = join(folder, 'damaged');
    await loadSecretKey({ dataDir, secretKey: {} });
    await writeFile(join(dataDir, 'secret-key'), 'damaged');
    await assert.rejects(loadSecretKey({ dataDir, secretKey: {} }), /doesn’t hold 32 bytes/);
    assert.equal(await readFile(join(dataDir, 'secret-key'), 'utf8'), 'damaged');
  });

  it('comes from the environment when it is there, and then no file is made', async () => {
    const keys = await loadSecretKey({
      dataDir: join(folder, 'absent'),
      secretKey: { current: new Secret(KEY), previous: new Secret(KEY) },
    });
    assert.deepEqual([...keys.current.export()], [...Array(32).keys()]);
    assert.ok(keys.previous?.equals(keys.current));
    await assert.rejects(stat(join(folder, 'absent')), { code: 'ENOENT' });
    assert.ok(!inspect(keys, { showHidden: true, depth: 5 }).includes(KEY));
  });
});
