import { join } from 'node:path';
import { allExist } from '../all-exist.ts';
import { allOrAbort } from '../all-or-abort.ts';
import type { CollectedFile, EncodedFile } from '../job.ts';
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
  const folder = await run.folders.undelivered(id);
  const [files, waveform] = await Promise.all([
    encodeAll(run, work.files, folder),
    run.audio.waveform(work.files, join(folder, 'waveform.png'), run.signal),
  ]);
  await run.save('encoded', (job) => ({
    ...job,
    attempt: 0,
    work: { stage: 'encoded', files, ...(waveform === undefined ? {} : { waveform }) },
    delivery: { state: 'pending', round: nextRound(job.delivery) },
  }));
  await run.folders.removeTemp(id);
  run.observer.jobOver(run.job.request.service, 'done');
  return 'go-on';
}

async function encodeAll(
  run: Run,
  files: readonly CollectedFile[],
  folder: string,
): Promise<readonly EncodedFile[]> {
  const { origin, title, request } = run.job;
  const { maxFileBytes } = run.platform(origin.platform).courier.limits(origin);
  const sets = await allOrAbort(files, run.signal, (input, _index, signal) => {
    const stem = request.service === 'stems' ? input.name : undefined;
    return run.audio.encode(
      { input, folder, baseName: baseNameOf(title, stem), tags: { title, stem: input.name }, maxFileBytes },
      signal,
    );
  });
  return sets.flat();
}

function nextRound(delivery: Run['job']['delivery']): number {
  return delivery.state === 'none' ? 0 : delivery.round;
}
