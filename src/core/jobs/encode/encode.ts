import { join } from 'node:path';
import { runAll } from '../../async/run-all.ts';
import type { Job } from '../../model/job/job.ts';
import type { CollectedFile } from '../../model/job/job-files.ts';
import { newDelivery } from '../../model/job/new-delivery.ts';
import { baseNameOf } from '../../model/job/title.ts';
import type { Encoded, Lane } from '../../ports/audio.ts';
import { trackName } from '../../text/sound-name.ts';
import { allExist } from '../context/all-exist.ts';
import type { JobContext, StageResult } from '../context/job-context.ts';
import { makeVoice } from './make-voice.ts';
import { type Made, writeTranscript } from './write-transcript.ts';

/** Makes what is posted: one m4a per sound, as large as the place it goes to allows, or text files; and a picture. */
export async function encode(run: JobContext): Promise<StageResult> {
  const { work, id } = run.job;
  if (work.stage !== 'collected') return 'continue';
  const { words } = work;
  const documents = words?.kind === 'transcript' ? [{ path: words.documentPath }] : [];
  if (!(await allExist([...work.files, ...documents, ...(words === undefined ? [] : [words])]))) {
    await run.save('results-lost', (job) => ({ ...job, work: { stage: 'completed' } }));
    return 'continue';
  }
  run.show();
  // What a process that died half way has left there belongs to nobody.
  await run.folders.removeUndelivered(id);
  const folder = await run.folders.undelivered(id);
  const made =
    words === undefined
      ? await makeSounds(run, work.files, folder)
      : await writeTranscript(run, words, folder);
  await run.save('encoded', (job) => ({
    ...job,
    attempt: 0,
    work: { stage: 'encoded', ...made },
    delivery: newDelivery(job.delivery),
  }));
  run.observer.jobOver(run.job.request.service, 'done');
  await run.folders.removeTemp(id);
  return 'continue';
}

async function makeSounds(run: JobContext, files: readonly CollectedFile[], folder: string): Promise<Made> {
  // A voice leaves nothing to post but the news.
  if (files.length === 0) return { files: [], documents: [] };
  const { locale } = run.job.origin;
  const sounds = await encodeAll(run, files, folder);
  const lanes = [
    ...laneBefore(run.job),
    ...sounds.map(({ input, peaks }) => ({
      name: trackName(locale, input.name),
      durationMs: input.durationMs,
      peaks,
    })),
  ];
  const voice = await makeVoice(run, sounds, folder);
  const picture = await run.audio.waveform(lanes, join(folder, 'waveform.png'), run.signal);
  return {
    files: sounds.flatMap((sound) => sound.files),
    documents: [],
    ...(voice === undefined ? {} : { voice }),
    ...(picture === undefined ? {} : { picture }),
  };
}

/** Where noise was removed, the picture shows what it was like. */
function laneBefore({ input, origin }: Job): readonly Lane[] {
  if (input?.kind !== 'file' || input.peaks === undefined) return [];
  return [{ name: trackName(origin.locale, 'before'), durationMs: input.durationMs, peaks: input.peaks }];
}

async function encodeAll(
  run: JobContext,
  files: readonly CollectedFile[],
  folder: string,
): Promise<readonly (Encoded & { readonly input: CollectedFile })[]> {
  const { origin, title, request } = run.job;
  const { maxFileBytes } = run.platform(origin.platform).adapter.limits(origin);
  return runAll(files, run.signal, async (input, _index, signal) => {
    const stem = request.service === 'stems' ? input.name : undefined;
    const tags = { title, stem: input.name };
    const order = { input, folder, baseName: baseNameOf(title, stem), tags, maxFileBytes };
    return { ...(await run.audio.encode(order, signal)), input };
  });
}
