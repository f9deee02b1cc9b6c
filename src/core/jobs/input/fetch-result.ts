import { join } from 'node:path';
import { accountOf } from '../../accounts/provider-account.ts';
import { readProviderJob } from '../../accounts/read-provider-job.ts';
import { BotError } from '../../model/errors.ts';
import type { Job, Submission } from '../../model/job/job.ts';
import type { ResultRef } from '../../model/job/request.ts';
import { findReplacementKey } from '../await-result/rejected-key.ts';
import type { JobContext, JobDependencies } from '../context/job-context.ts';

type Needs = Pick<JobDependencies, 'clock' | 'accounts' | 'download' | 'folders' | 'store'>;

const READ_DEADLINE_MS = 60_000;

/**
 * Downloads a track of an earlier job into this job's folder. AudioPod is the archive of all results.
 *
 * @returns the path of the file.
 * @throws {BotError} `own-key-gone` when the key that made it is gone and no other replaces it, `source-gone`
 * when the job or the track no longer exists, `audiopod-unreachable` when it is unavailable now,
 * `result-too-large`, and the client's errors.
 */
export async function fetchResult(
  context: JobContext,
  needs: Needs,
  ref: ResultRef,
  maxBytes: number,
): Promise<string> {
  const earlier = await needs.store.jobs.get(ref.jobId);
  const submission = earlier?.submissions.findLast((one) => one.state === 'completed');
  // The caller's access was checked when the job was started; a job never changes its tenant.
  if (submission === undefined || earlier?.erased || earlier?.origin.tenant !== context.job.origin.tenant) {
    throw new BotError('source-gone', 'The source job is not stored');
  }
  const { service, providerId } = submission;
  const path = join(await needs.folders.temp(context.job.id), 'input');
  try {
    const signal = AbortSignal.any([context.signal, needs.clock.timeout(READ_DEADLINE_MS)]);
    using account = await accountThatMade(context, needs, earlier, submission, signal);
    const { outputs } = await readProviderJob(account.audiopod, service, providerId, signal);
    const output = outputs.find(({ name }) => name === ref.output);
    if (output === undefined) throw new BotError('source-gone', 'AudioPod no longer offers that track');
    await needs.download(output.url, path, { maxBytes, signal: context.signal });
  } catch (error) {
    throw asSource(error);
  }
  return path;
}

async function accountThatMade(
  context: JobContext,
  needs: Needs,
  earlier: Job,
  submission: Submission,
  signal: AbortSignal,
): ReturnType<typeof accountOf> {
  try {
    return await accountOf(needs.accounts, earlier.keyId);
  } catch (error) {
    if (!(error instanceof BotError && error.code === 'own-key-gone')) throw error;
    const keyId = await findReplacementKey(context, needs, earlier, submission, signal);
    if (keyId === undefined) throw error;
    return accountOf(needs.accounts, keyId);
  }
}

/**
 * Replaces errors about a lost result: their usual text suggests fetching it again, which does not help here.
 */
function asSource(error: unknown): unknown {
  if (!(error instanceof BotError)) return error;
  switch (error.code) {
    case 'audiopod-not-found':
    case 'result-link-expired':
    case 'result-host-refused':
      return new BotError('source-gone', 'The track can no longer be downloaded', { cause: error });
    case 'result-short':
    case 'result-unreachable':
      return new BotError('audiopod-unreachable', 'The track cannot be downloaded now', { cause: error });
    default:
      return error;
  }
}
