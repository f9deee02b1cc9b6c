import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { provideAudioPod } from '../../src/app/provide-audiopod.ts';
import { silentLog } from '../../src/core/ports/log.ts';
import { ffmpegPath } from '../fixtures/ffmpeg-path.ts';

it('gives the sandbox of each start job numbers that no earlier start used', async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'provided-'));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  const clock = t.mock.timers;
  clock.enable({ apis: ['Date'], now: Date.UTC(2026, 4, 1) });

  const firstJobs: number[] = [];
  for (let start = 0; start < 2; start += 1) {
    const { baseUrl, apiKey, close } = await provideAudioPod(
      { sandbox: true, statusReadsPerMinute: 60 },
      { ffmpegPath: await ffmpegPath(), dataDir, log: silentLog },
    );
    try {
      const response = await fetch(new URL('/api/v1/voice/voices/aura/generate', baseUrl), {
        method: 'POST',
        headers: { 'x-api-key': apiKey.reveal() },
        body: new URLSearchParams({ input_text: 'Hello' }),
      });
      const body: unknown = await response.json();
      assert.ok(typeof body === 'object' && body !== null && 'job_id' in body, JSON.stringify(body));
      firstJobs.push(Number(body.job_id));
    } finally {
      await close();
    }
    clock.tick(10_000);
  }
  const [first, second] = firstJobs;
  assert.equal(first, Date.UTC(2026, 4, 1) / 1000);
  assert.equal(second, (first ?? 0) + 10);
});
