import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../src/core/async/clock.ts';
import { createFolders } from '../../src/core/jobs/context/folders.ts';
import type { Job } from '../../src/core/model/job/job.ts';
import { newJob } from '../../src/core/model/job/new-job.ts';
import { openStore } from '../../src/core/store/open-store.ts';
import { stemsOf } from '../../test/fakes/world.ts';
import type { Introduction } from './stations/protocol.ts';

/**
 * Writes jobs into the data folder of a program that is not running: encoded, but not delivered.
 *
 * Their members can fetch the results once it runs.
 *
 * @returns the ids of the jobs.
 */
export async function keepResults(
  dataDir: string,
  { tenant, member, channel }: Introduction,
  count: number,
  fileBytes: number,
): Promise<readonly string[]> {
  const folders = createFolders(dataDir);
  const store = await openStore({ url: `sqlite://${dataDir}/audiopod-bot.sqlite`, clock: systemClock });
  try {
    const ids: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const job = undelivered({ tenant, member, channel });
      const path = join(await folders.undelivered(job.id), 'vocals.m4a');
      await writeFile(path, Buffer.alloc(fileBytes, index + 1));
      const file = { name: 'vocals', part: 1, parts: 1, path, fileName: 'song-vocals.m4a' };
      const sized = { ...file, sizeBytes: fileBytes, durationMs: 600_000, bitrateKbps: 128 };
      await store.jobs.insert({ ...job, work: { stage: 'encoded', files: [sized], documents: [] } }, null);
      ids.push(job.id);
    }
    return ids;
  } finally {
    await store.close();
  }
}

function undelivered({ tenant, member, channel }: Pick<Introduction, 'tenant' | 'member' | 'channel'>): Job {
  const nowMs = systemClock.now();
  const request = stemsOf({ kind: 'url', url: 'https://example.org/song.wav' }, 'single');
  const [platform = ''] = tenant.split(':');
  const origin = {
    platform,
    tenant,
    member,
    channel,
    locale: 'en',
    visibility: 'public',
    reply: '',
  } as const;
  return {
    ...newJob(nowMs),
    request: { ...request, stem: 'vocals' },
    title: 'Song',
    origin,
    delivery: {
      state: 'undeliverable',
      round: 0,
      failure: { code: 'cannot-deliver', facts: {} },
      atMs: nowMs,
    },
    submissions: [{ service: 'stems', providerId: '1', submittedAtMs: nowMs, state: 'completed' }],
  };
}
