import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accountOf } from '../../accounts/provider-account.ts';
import { BotError } from '../../model/errors.ts';
import type { Submission } from '../../model/job/job.ts';
import type { CollectedTranscript } from '../../model/job/job-files.ts';
import type { JobContext, JobDependencies } from '../context/job-context.ts';

type Needs = Pick<JobDependencies, 'clock' | 'accounts' | 'folders'>;

const READ_DEADLINE_MS = 120_000;

/**
 * Reads a transcript, or who spoke when, and writes it into the job's folder. `undefined` for services whose
 * results are audio.
 *
 * @throws {BotError} `result-wordless` for a result without a single word, and the client's errors.
 */
export async function collectTranscript(
  context: JobContext,
  needs: Needs,
  submission: Submission,
): Promise<CollectedTranscript | undefined> {
  const { request, id } = context.job;
  if (request.service !== 'transcription' && request.service !== 'diarization') return undefined;
  const { providerId } = submission;
  const signal = AbortSignal.any([context.signal, needs.clock.timeout(READ_DEADLINE_MS)]);
  const folder = await needs.folders.temp(id);
  const path = join(folder, 'words.json');
  using account = await accountOf(needs.accounts, context.job.keyId);
  const { speaker, transcription } = account.audiopod;
  if (request.service === 'diarization') {
    const { turns, isSample } = await speaker.diarization(providerId, signal);
    if (turns.length === 0)
      throw new BotError('result-wordless', 'The finished job contains no speaker turns');
    await writeFile(path, JSON.stringify(turns), { signal });
    return { kind: 'turns', path, ...(isSample && { isSample }) };
  }
  const transcript = await transcription.transcript(providerId, signal);
  if (transcript.segments.length === 0)
    throw new BotError('result-wordless', 'The finished job contains no words');
  const document = await transcription.document(providerId, request.format, signal);
  const documentPath = join(folder, `transcript.${request.format}`);
  await writeFile(path, JSON.stringify(transcript), { signal });
  await writeFile(documentPath, document, { signal });
  const { isSample } = transcript;
  return { kind: 'transcript', path, documentPath, ...(isSample && { isSample }) };
}
