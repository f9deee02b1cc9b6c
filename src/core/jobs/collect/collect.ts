import { join } from 'node:path';
import { accountOf } from '../../accounts/provider-account.ts';
import { readProviderJob } from '../../accounts/read-provider-job.ts';
import { runAll } from '../../async/run-all.ts';
import { BotError } from '../../model/errors.ts';
import type { ProviderOutput, Submission } from '../../model/job/job.ts';
import type { CollectedFile } from '../../model/job/job-files.ts';
import type { ProviderJob } from '../../model/job/provider-job.ts';
import type { JobContext, StageResult } from '../context/job-context.ts';
import { collectTranscript } from './collect-transcript.ts';

/** AudioPod returns uncompressed audio, so results are many times what was sent. */
const MAX_RESULT_BYTES = 4 * 1024 ** 3;

/** Brings every result onto the disk: sounds, each proven whole by reading it to its end, or words. A voice stays there. */
export async function collect(run: JobContext): Promise<StageResult> {
  run.show();
  const made = run.job.submissions.filter((one) => one.state === 'completed');
  const [submission] = made;
  if (submission === undefined) throw new BotError('result-missing', 'Nothing was ever made');
  const words = await collectTranscript(run, submission);
  const isVoice = submission.service === 'clone';
  // A voice is nothing to fetch. But whoever looks for it next must not be shown a list from before it was made.
  if (isVoice) await forgetVoices(run);
  const files = isVoice || words !== undefined ? [] : await fetchSounds(run, made);
  const work = { stage: 'collected', files, ...(words === undefined ? {} : { words }) } as const;
  await run.save('collected', (job) => ({ ...job, attempt: 0, work }));
  return 'continue';
}

async function forgetVoices(run: JobContext): Promise<void> {
  using account = await accountOf(run, run.job.keyId);
  await account.voices.forget();
}

/** Long speech comes in parts, and leaves as one. */
async function fetchSounds(run: JobContext, made: readonly Submission[]): Promise<readonly CollectedFile[]> {
  const sounds = await runAll(made, run.signal, (one, index, signal) =>
    fetchMade({ ...run, signal }, one, `${index}-`),
  );
  if (made.length === 1) return sounds.flat();
  const folder = await run.folders.temp(run.job.id);
  const joined = await run.audio.join(sounds.flat(), join(folder, 'joined.wav'), run.signal);
  return [{ name: 'speech', ...joined }];
}

async function fetchMade(
  run: JobContext,
  submission: Submission,
  mark: string,
): Promise<readonly CollectedFile[]> {
  const outputs = await currentOutputs(run, submission);
  try {
    return await fetchAll(run, outputs, mark);
  } catch (error) {
    // Links are short-lived; reading the job again gives fresh ones (AudioPod API notes, section 1.10).
    if (!(error instanceof BotError && error.code === 'result-link-expired')) throw error;
    return await fetchAll(run, await freshOutputs(run, submission), mark);
  }
}

async function currentOutputs(run: JobContext, submission: Submission): Promise<readonly ProviderOutput[]> {
  const known = submission.outputs ?? [];
  return known.length > 0 ? known : freshOutputs(run, submission);
}

async function freshOutputs(run: JobContext, submission: Submission): Promise<readonly ProviderOutput[]> {
  const signal = AbortSignal.any([run.signal, AbortSignal.timeout(60_000)]);
  using account = await accountOf(run, run.job.keyId);
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

async function fetchAll(
  run: JobContext,
  outputs: readonly ProviderOutput[],
  mark: string,
): Promise<readonly CollectedFile[]> {
  const folder = await run.folders.temp(run.job.id);
  return runAll(outputs, run.signal, (output, index, signal) =>
    fetchOne(run, output, join(folder, `result-${mark}${index}`), signal),
  );
}

async function fetchOne(
  run: JobContext,
  output: ProviderOutput,
  path: string,
  signal: AbortSignal,
): Promise<CollectedFile> {
  const { sizeBytes } = await run.download(output.url, path, { maxBytes: MAX_RESULT_BYTES, signal });
  try {
    const { demuxer } = await run.audio.sniff(path);
    const { durationMs } = await run.audio.measureResult(path, demuxer, signal);
    return { name: output.name, path, sizeBytes, durationMs, demuxer };
  } catch (error) {
    if (!(error instanceof BotError) || !error.code.startsWith('file-')) throw error;
    throw new BotError('result-damaged', 'A result is not whole, readable audio', { cause: error });
  }
}
