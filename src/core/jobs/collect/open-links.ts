import { accountOf } from '../../accounts/provider-account.ts';
import { readProviderJob } from '../../accounts/read-provider-job.ts';
import { BotError } from '../../model/errors.ts';
import type { ProviderOutput, Submission } from '../../model/job/job.ts';
import type { JobContext, JobDependencies } from '../context/job-context.ts';

type Needs = Pick<JobDependencies, 'clock' | 'accounts'>;

const READ_DEADLINE_MS = 60_000;

/** The links to the tracks of one submission. They are short-lived, but reading the job again returns fresh ones. */
export interface Links {
  /** The tracks, in AudioPod's order. */
  readonly names: readonly string[];
  /** Uses the link of a track, and a fresh one if it has expired (AudioPod API notes, section 1.10). */
  use<T>(name: string, download: (url: string) => Promise<T>): Promise<T>;
}

/**
 * Opens the links of a submission.
 *
 * @param areStale whether the stored ones are not worth a try.
 * @throws {BotError} `result-missing`, and the client's errors.
 */
export async function openLinks(
  context: JobContext,
  needs: Needs,
  submission: Submission,
  areStale: boolean,
): Promise<Links> {
  const { outputs = [] } = submission;
  const isKnown = outputs.length > 0 && !areStale;
  const first = isKnown ? outputs : await freshOutputs(context, needs, submission);
  let current = Promise.resolve(first);
  /** Tracks whose links expired together share one read. */
  const renewed = (expired: typeof current): typeof current => {
    if (current === expired) current = freshOutputs(context, needs, submission);
    return current;
  };
  return {
    names: first.map(({ name }) => name),
    async use(name, download) {
      const used = current;
      try {
        return await download(linkIn(await used, name));
      } catch (error) {
        if (!(error instanceof BotError && error.code === 'result-link-expired')) throw error;
        return await download(linkIn(await renewed(used), name));
      }
    },
  };
}

function linkIn(outputs: readonly ProviderOutput[], name: string): string {
  const output = outputs.find((one) => one.name === name);
  if (output === undefined) throw new BotError('result-missing', 'AudioPod no longer offers a track');
  return output.url;
}

async function freshOutputs(
  context: JobContext,
  needs: Needs,
  { service, providerId }: Submission,
): Promise<readonly ProviderOutput[]> {
  const signal = AbortSignal.any([context.signal, needs.clock.timeout(READ_DEADLINE_MS)]);
  using account = await accountOf(needs.accounts, context.job.keyId);
  const { outputs } = await readProviderJob(account.audiopod, service, providerId, signal);
  if (outputs.length === 0) throw new BotError('result-missing', 'The finished job has no usable link');
  return outputs;
}
