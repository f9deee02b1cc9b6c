import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { claimDataDir } from '../../src/app/claim-data-dir.ts';
import { StartError } from '../../src/core/model/start-error.ts';

test('a data folder in which a bot works is refused to another one until the first has ended', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bot-claim-'));
  try {
    const claim = claimDataDir(folder);
    assert.throws(
      () => claimDataDir(folder),
      (error) =>
        error instanceof StartError &&
        error.message.startsWith(`DATA_DIR is ${folder}, but another process`) &&
        error.message.endsWith('give each process a DATA_DIR of its own.'),
    );
    claim[Symbol.dispose]();
    claimDataDir(folder)[Symbol.dispose]();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
