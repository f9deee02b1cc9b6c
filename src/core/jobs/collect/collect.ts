import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { accountOf } from '../../accounts/provider-account.ts';
import { readProviderJob } from '../../accounts/read-provider-job.ts';
import { runAll } from '../../async/run-all.ts';
import { BotError } from '../../model/errors.ts';
import type { ProviderOutput, Submission } from '../../model/job/job.ts';
import type { CollectedFile } from '../../model/job/job-files.ts';
import type { ProviderJob } from '../../model/job/provider-job.ts';
import { eachTrack, type GoodPart } from '../context/good-part.ts';
import type { JobContext, JobDependencies, StageResult } from '../context/job-context.ts';
import { saveCollected } from '../money/settle-measured.ts';
import { collectTranscript } from './collect-transcript.ts';

type Needs = Pick<JobDependencies, 'clock' | 'accounts' | 'audio' | 'download' | 'folders'>;

/** AudioPod returns uncompressed audio, so results are many times the size of the input. */
const MAX_RESULT_BYTES = 4 * 1024 ** 3;

/**
 * Downloads every result: a transcript, or tracks, each read to its end to prove it complete. A voice stays
 * at AudioPod.
 */
export async function collect(context: JobContext, needs: Needs): Promise<StageResult> {
  context.show();
  const made = context.job.submissions.filter((one) => one.state === 'completed');
  const [submission] = made;
  if (submission === undefined) throw new BotError('result-missing', 'The job has no submission');
  const words = await collectTranscript(context, needs, submission);
  const isVoice = submission.service === 'clone';
  // There is nothing to fetch for a voice. But the next list of voices must not be one cached before it was
  // made.
  if (isVoice) await forgetVoices(context, needs);
  const { good: files, missing } =
    isVoice || words !== undefined ? { good: [], missing: [] } : await fetchSounds(context, needs, made);
  const work = {
    stage: 'collected',
    files,
    ...(words === undefined ? {} : { words }),
    ...(missing.length === 0 ? {} : { missing }),
  } as const;
  await saveCollected(context, needs, work);
  return 'continue';
}

async function forgetVoices(context: JobContext, needs: Needs): Promise<void> {
  using account = await accountOf(needs.accounts, context.job.keyId);
  await account.voices.forget();
}

/** Downloads the tracks. Long speech comes in parts, which are joined into one. */
async function fetchSounds(
  context: JobContext,
  needs: Needs,
  made: readonly Submission[],
): Promise<GoodPart<CollectedFile>> {
  const sounds = await runAll(made, context.signal, (one, index, signal) =>
    fetchMade(context, needs, one, `${index}-`, signal),
  );
  const [first] = sounds;
  if (sounds.length === 1 && first !== undefined) return first;
  const folder = await needs.folders.temp(context.job.id);
  const parts = sounds.flatMap(({ good }) => good);
  const joined = await needs.audio.join(parts, join(folder, 'joined.wav'), context.signal);
  return { good: [{ name: 'speech', ...joined }], missing: [] };
}

async function fetchMade(
  context: JobContext,
  needs: Needs,
  submission: Submission,
  mark: string,
  signal: AbortSignal,
): Promise<GoodPart<CollectedFile>> {
  const folder = await needs.folders.temp(context.job.id);
  const { work } = context.job;
  const takesPart = work.stage === 'completed' && work.takesPart === true;
  const fetchAll = (outputs: readonly ProviderOutput[]): Promise<GoodPart<CollectedFile>> =>
    eachTrack(outputs, takesPart, signal, (output, index, stop) =>
      fetchOne(needs, output, join(folder, `result-${mark}${index}`), stop),
    );
  const known = submission.outputs ?? [];
  // What failed until now may have had an old link.
  if (known.length === 0 || takesPart)
    return fetchAll(await freshOutputs(context, needs, submission, signal));
  try {
    return await fetchAll(known);
  } catch (error) {
    // Links are short-lived; reading the job again returns fresh ones (AudioPod API notes, section 1.10).
    if (!(error instanceof BotError && error.code === 'result-link-expired')) throw error;
    return await fetchAll(await freshOutputs(context, needs, submission, signal));
  }
}

async function freshOutputs(
  context: JobContext,
  needs: Needs,
  submission: Submission,
  stop: AbortSignal,
): Promise<readonly ProviderOutput[]> {
  const signal = AbortSignal.any([stop, needs.clock.timeout(60_000)]);
  using account = await accountOf(needs.accounts, context.job.keyId);
  const job: ProviderJob = await readProviderJob(
    account.audiopod,
    submission.service,
    submission.providerId,
    signal,
  );
  if (job.outputs.length === 0) {
    throw new BotError('result-missing', 'The finished job has no usable link');
  }
  return job.outputs;
}

async function fetchOne(
  needs: Needs,
  output: ProviderOutput,
  path: string,
  signal: AbortSignal,
): Promise<CollectedFile> {
  await needs.download(output.url, path, { maxBytes: MAX_RESULT_BYTES, signal });
  try {
    const prepared = await needs.audio.prepareResult(path, signal);
    return { ...prepared, name: output.name, sizeBytes: (await stat(prepared.path)).size };
  } catch (error) {
    if (!(error instanceof BotError) || !error.code.startsWith('file-')) throw error;
    throw new BotError('result-damaged', 'A result is not whole, readable audio', { cause: error });
  }
}
