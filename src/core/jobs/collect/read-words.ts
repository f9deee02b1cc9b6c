import { accountOf } from '../../accounts/provider-account.ts';
import { BotError } from '../../model/errors.ts';
import type { Submission } from '../../model/job/job.ts';
import type { JobContext, JobDependencies } from '../context/job-context.ts';
import type { Words } from '../encode/write-words.ts';

type Needs = Pick<JobDependencies, 'clock' | 'accounts'>;

const READ_DEADLINE_MS = 120_000;

/**
 * Reads a transcript, or who spoke when.
 *
 * @throws {BotError} `result-wordless` for a result without a single word, and the client's errors.
 */
export async function readWords(
  context: JobContext,
  needs: Needs,
  { providerId }: Submission,
): Promise<Words> {
  const { request, keyId } = context.job;
  const signal = AbortSignal.any([context.signal, needs.clock.timeout(READ_DEADLINE_MS)]);
  using account = await accountOf(needs.accounts, keyId);
  const { speaker, transcription } = account.audiopod;
  if (request.service !== 'transcription') {
    const diarization = await speaker.diarization(providerId, signal);
    if (diarization.turns.length === 0)
      throw new BotError('result-wordless', 'The finished job contains no speaker turns');
    return { kind: 'turns', ...diarization };
  }
  const transcript = await transcription.transcript(providerId, signal);
  if (transcript.segments.length === 0)
    throw new BotError('result-wordless', 'The finished job contains no words');
  const document = await transcription.document(providerId, request.format, signal);
  return { kind: 'transcript', ...transcript, document };
}
