import { join } from 'node:path';
import type { Job, Work } from '../../model/job/job.ts';
import type { CollectedFile } from '../../model/job/job-files.ts';
import { newDelivery } from '../../model/job/new-delivery.ts';
import type { Encoded, Lane } from '../../ports/audio.ts';
import { trackName } from '../../text/track-name.ts';
import { allExist } from '../context/folders.ts';
import { eachTrack, type GoodPart } from '../context/good-part.ts';
import type { JobContext, JobDependencies, StageResult } from '../context/job-context.ts';
import { makeVoice } from './make-voice.ts';
import { namesOf } from './names-of.ts';
import { type Made, writeTranscript } from './write-transcript.ts';

type Needs = Pick<JobDependencies, 'audio' | 'folders' | 'observer' | 'platform'>;

type Collected = Extract<Work, { readonly stage: 'collected' }>;

/** Makes what is posted: an M4A per track, within the channel's size limit, or text files; and a picture. */
export async function encode(context: JobContext, needs: Needs): Promise<StageResult> {
  const { work, id } = context.job;
  if (work.stage !== 'collected') return 'continue';
  const { words } = work;
  const documents = words?.kind === 'transcript' ? [{ path: words.documentPath }] : [];
  if (!(await allExist([...work.files, ...documents, ...(words === undefined ? [] : [words])]))) {
    await context.save('results-lost', (job) => ({ ...job, work: { stage: 'completed' } }));
    return 'continue';
  }
  context.show();
  // Leftovers of a process that crashed half way.
  await needs.folders.removeUndelivered(id);
  const folder = await needs.folders.undelivered(id);
  const made =
    words === undefined
      ? await makeSounds(context, needs, work, folder)
      : await writeTranscript(context, needs, words, folder);
  await context.save('encoded', (job) => ({
    ...job,
    attempt: 0,
    work: { stage: 'encoded', ...made },
    delivery: newDelivery(job.delivery),
  }));
  needs.observer.jobOver(context.job.request.service, 'done');
  await needs.folders.removeTemp(id);
  return 'continue';
}

async function makeSounds(
  context: JobContext,
  needs: Needs,
  { files, missing = [], takesPart }: Collected,
  folder: string,
): Promise<Made> {
  // For a voice there is nothing to post but the message.
  if (files.length === 0) return { files: [], documents: [] };
  const { locale } = context.job.origin;
  const { good: sounds, missing: failed } = await encodeAll(
    context,
    needs,
    files,
    takesPart === true,
    folder,
  );
  const lacking = [...missing, ...failed];
  const lanes = [
    ...laneBefore(context.job),
    ...sounds.map(({ input, peaks }) => ({
      name: trackName(locale, input.name),
      durationMs: input.durationMs,
      peaks,
    })),
  ];
  const voice = await makeVoice(context, needs, sounds, folder);
  const picture = await needs.audio.waveform(lanes, join(folder, 'waveform.png'), context.signal);
  return {
    files: sounds.flatMap((sound) => sound.files),
    documents: [],
    ...(voice === undefined ? {} : { voice }),
    ...(picture === undefined ? {} : { picture }),
    ...(lacking.length === 0 ? {} : { missing: lacking }),
  };
}

/** Returns the waveform before noise removal, to show it in the picture. */
function laneBefore({ input, origin }: Job): readonly Lane[] {
  if (input?.kind !== 'file' || input.peaks === undefined) return [];
  return [{ name: trackName(origin.locale, 'before'), durationMs: input.durationMs, peaks: input.peaks }];
}

async function encodeAll(
  context: JobContext,
  needs: Needs,
  files: readonly CollectedFile[],
  takesPart: boolean,
  folder: string,
): Promise<GoodPart<Encoded & { readonly input: CollectedFile }>> {
  const { origin } = context.job;
  const { maxFileBytes } = needs.platform(origin.platform).adapter.limits(origin);
  return eachTrack(files, takesPart, context.signal, async (input, _index, signal) => {
    const order = { ...namesOf(context.job, input.name), input, folder, maxFileBytes };
    return { ...(await needs.audio.encode(order, signal)), input };
  });
}
