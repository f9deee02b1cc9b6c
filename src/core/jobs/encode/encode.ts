import { join } from 'node:path';
import { allOrAbort } from '../../async/run-all.ts';
import type { Job } from '../../model/job/job.ts';
import type { CollectedFile } from '../../model/job/job-files.ts';
import { newDelivery } from '../../model/job/new-delivery.ts';
import { baseNameOf } from '../../model/job/title.ts';
import type { Encoded, Lane } from '../../ports/audio.ts';
import { soundName } from '../../text/sound-name.ts';
import { allExist } from '../context/all-exist.ts';
import type { Run, Step } from '../context/job-context.ts';
import { makeVoice } from './make-voice.ts';
import { type Made, makeWords } from './write-transcript.ts';

/** Makes what is posted: one m4a per sound, as large as the place it goes to allows, or text files; and a picture. */
export async function encode(run: Run): Promise<Step> {
  const { work, id } = run.job;
  if (work.stage !== 'collected') return 'go-on';
  const { words } = work;
  const documents = words?.kind === 'transcript' ? [{ path: words.documentPath }] : [];
  if (!(await allExist([...work.files, ...documents, ...(words === undefined ? [] : [words])]))) {
    await run.save('results-lost', (job) => ({ ...job, work: { stage: 'completed' } }));
    return 'go-on';
  }
  run.show();
  // What a process that died half way has left there belongs to nobody.
  await run.folders.removeUndelivered(id);
  const folder = await run.folders.undelivered(id);
  const made =
    words === undefined ? await makeSounds(run, work.files, folder) : await makeWords(run, words, folder);
  await run.save('encoded', (job) => ({
    ...job,
    attempt: 0,
    work: { stage: 'encoded', ...made },
    delivery: newDelivery(job.delivery),
  }));
  run.observer.jobOver(run.job.request.service, 'done');
  await run.folders.removeTemp(id);
  return 'go-on';
}

async function makeSounds(run: Run, files: readonly CollectedFile[], folder: string): Promise<Made> {
  // A voice leaves nothing to post but the news.
  if (files.length === 0) return { files: [], documents: [] };
  const { locale } = run.job.origin;
  const sounds = await encodeAll(run, files, folder);
  const lanes = [
    ...laneBefore(run.job),
    ...sounds.map(({ input, peaks }) => ({
      name: soundName(locale, input.name),
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
  return [{ name: soundName(origin.locale, 'before'), durationMs: input.durationMs, peaks: input.peaks }];
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
