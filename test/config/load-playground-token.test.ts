import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { loadPlaygroundToken } from '../../src/config/config.ts';
import { Secret } from '../../src/core/model/secret.ts';

describe('the token of the playground', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'audiopod-bot-token-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('is generated once, for its owner alone, and long enough that nobody guesses it', async () => {
    const tokenFile = join(folder, 'data', 'playground-token');
    const tokens = await Promise.all(Array.from({ length: 5 }, () => loadPlaygroundToken({ tokenFile })));
    assert.equal(new Set(tokens.map((token) => token?.reveal())).size, 1);
    assert.match(tokens[0]?.reveal() ?? '', /^[\w-]{32}$/);
    assert.equal((await stat(tokenFile)).mode & 0o777, 0o600);
    assert.equal((await readFile(tokenFile, 'utf8')).trim(), tokens[0]?.reveal());
  });

  it('is the one that someone wrote into the file, or set', async () => {
    const tokenFile = join(folder, 'own');
    await writeFile(tokenFile, ' a token of my own \n');
    assert.equal((await loadPlaygroundToken({ tokenFile }))?.reveal(), 'a token of my own');
    const token = new Secret('set');
    assert.equal((await loadPlaygroundToken({ token, tokenFile }))?.reveal(), 'set');
    assert.equal(await loadPlaygroundToken({}), undefined);
  });

  it('is never empty', async () => {
    const tokenFile = join(folder, 'empty');
    await writeFile(tokenFile, '\n');
    await assert.rejects(loadPlaygroundToken({ tokenFile }), { name: 'StartError', message: /is empty/ });
  });
});
