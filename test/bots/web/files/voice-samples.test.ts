import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  isFreshSample,
  removeOldSamples,
  SAMPLE_KEPT_MS,
} from '../../../../src/bots/web/files/voice-samples.ts';

test('a sample is used for an hour, then removed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'samples-'));
  try {
    const nowMs = Date.now();
    for (const [name, ageMs] of [
      ['old.bin', SAMPLE_KEPT_MS],
      ['new.bin', SAMPLE_KEPT_MS - 1_000],
    ] as const) {
      await writeFile(join(folder, name), 'sound');
      const at = new Date(nowMs - ageMs);
      await utimes(join(folder, name), at, at);
    }
    assert.equal(await isFreshSample(join(folder, 'old.bin'), nowMs), false);
    assert.equal(await isFreshSample(join(folder, 'new.bin'), nowMs), true);
    await removeOldSamples(folder, nowMs);
    assert.deepEqual(await readdir(folder), ['new.bin']);
    await removeOldSamples(join(folder, 'nowhere'), nowMs);
  } finally {
    await rm(folder, { recursive: true });
  }
});
