import { join } from 'node:path';
import type { Encoded } from '../../audio/audio.ts';
import { allExist } from '../all-exist.ts';
import { allOrAbort } from '../all-or-abort.ts';
import type { CollectedFile } from '../job.ts';
import { newDelivery } from '../new-delivery.ts';
import type { Run, Step } from '../run.ts';
import { baseNameOf } from '../title.ts';

/** Makes one m4a per sound, as large as the place it goes to allows, and one picture of all. */
export async function encode(run: Run): Promise<Step> {
  const { work, id } = run.job;
  if (work.stage !== 'collected') return 'go-on';
  if (!(await allExist(work.files))) {
    await run.save('results-lost', (job) => ({ ...job, work: { stage: 'completed' } }));
    return 'go-on';
  }
  run.show();
  // What a process that died half way has left there belongs to nobody.
  await run.folders.removeUndelivered(id);
  const folder = await run.folders.undelivered(id);
  const sounds = await encodeAll(run, work.files, folder);
  const files = sounds.flatMap((sound) => sound.files);
  const lanes = sounds.map(({ input, peaks }) => ({ name: input.name, durationMs: input.durationMs, peaks }));
  const waveform = await run.audio.waveform(lanes, join(folder, 'waveform.png'), run.signal);
  await run.save('encoded', (job) => ({
    ...job,
    attempt: 0,
    work: { stage: 'encoded', files, ...(waveform === undefined ? {} : { waveform }) },
    delivery: newDelivery(job.delivery),
  }));
  run.observer.jobOver(run.job.request.service, 'done');
  await run.folders.removeTemp(id);
  return 'go-on';
}

async function encodeAll(
  run: Run,
  files: readonly CollectedFile[],
  folder: string,
): Promise<readonly (Encoded & { readonly input: CollectedFile })[]> {
  const { origin, title, request } = run.job;
  const { maxFileBytes } = run.platform(origin.platform).courier.limits(origin);
  return allOrAbort(files, run.signal, async (input, _index, signal) => {
    const stem = request.service === 'stems' ? input.name : undefined;
    const tags = { title, stem: input.name };
    const order = { input, folder, baseName: baseNameOf(title, stem), tags, maxFileBytes };
    return { ...(await run.audio.encode(order, signal)), input };
  });
}
