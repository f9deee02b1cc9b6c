import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { BotError, toFailure } from '../../model/errors.ts';
import type { Input } from '../../model/job/job.ts';
import type { AttachmentRef, ResultRef } from '../../model/job/request.ts';
import { safeTags } from '../../model/job/title.ts';
import { writeToFile } from '../../net/write-to-file.ts';
import type { Sound } from '../../ports/audio.ts';
import { requireAnyBudget } from '../../wallet/limits/admission.ts';
import type { JobContext, JobDependencies, StageResult } from '../context/job-context.ts';
import { checkSample } from './check-sample.ts';
import { fetchResult } from './fetch-result.ts';
import { MAX_TEXT_FILE_BYTES, readText } from './read-text.ts';

type Needs = Pick<
  JobDependencies,
  'accounts' | 'audio' | 'clock' | 'download' | 'folders' | 'jobLimits' | 'limits' | 'platform' | 'store'
>;

const MIB = 1024 * 1024;
const FETCH_DEADLINE_MS = 10 * 60_000;

/** Downloads the attachment into the job's folder and makes it ready to upload, before any money moves. */
export async function input(context: JobContext, needs: Needs): Promise<StageResult> {
  const ref = context.toFetch;
  if (ref === undefined) throw new Error(`Job ${context.job.id} has nothing to fetch`);
  context.show();
  const { origin, money } = context.job;
  if (money.state !== 'held') {
    await requireAnyBudget(needs.store, origin, needs.limits, needs.clock.now());
  }
  const found = await fetchInput(context, needs, ref);
  await context.save('input-known', (job) => ({ ...job, attempt: 0, input: found }));
  return 'continue';
}

async function fetchInput(context: JobContext, needs: Needs, ref: AttachmentRef | ResultRef): Promise<Input> {
  const { maxAttachmentBytes } = needs.jobLimits;
  if (ref.kind === 'result')
    return prepareFile(context, needs, await fetchResult(context, needs, ref, maxAttachmentBytes));
  if (context.job.request.service === 'speech') {
    const { attachments } = needs.platform(context.job.origin.platform);
    const path = await fetchAttachment(context, needs, ref, MAX_TEXT_FILE_BYTES);
    return readText(path, context, attachments);
  }
  return prepareFile(context, needs, await fetchAttachment(context, needs, ref, maxAttachmentBytes));
}

async function prepareFile(context: JobContext, needs: Needs, path: string): Promise<Input> {
  const { maxAudioMs, maxAttachmentBytes } = needs.jobLimits;
  const limits = { maxMs: maxAudioMs, maxBytes: maxAttachmentBytes };
  const upload = await needs.audio.prepareUpload(path, limits, context.signal);
  const { durationMs, extension, mimeType } = upload;
  const tags = safeTags(upload.tags);
  if (context.job.request.service === 'clone') checkSample(durationMs);
  const peaks = await peaksBefore(context, needs, upload);
  if (upload.path !== path) await rm(path, { force: true });
  const { size } = await stat(upload.path);
  return {
    kind: 'file',
    path: upload.path,
    durationMs,
    sizeBytes: size,
    extension,
    mimeType,
    ...(peaks.length === 0 ? {} : { peaks }),
    ...(Object.keys(tags).length === 0 ? {} : { tags }),
  };
}

/** Reads the waveform of a noisy recording. It is shown beside the result, when this file is already gone. */
async function peaksBefore(context: JobContext, needs: Needs, sound: Sound): Promise<readonly number[]> {
  if (context.job.request.service !== 'denoise') return [];
  return needs.audio.peaks(sound, context.signal);
}

async function fetchAttachment(
  context: JobContext,
  needs: Needs,
  ref: AttachmentRef,
  maxBytes: number,
): Promise<string> {
  if ((ref.sizeBytes ?? 0) > maxBytes) throw tooLarge(ref.sizeBytes ?? 0, maxBytes);
  const path = join(await needs.folders.temp(context.job.id), 'input');
  const signal = AbortSignal.any([context.signal, needs.clock.timeout(FETCH_DEADLINE_MS)]);
  const { stream, sizeBytes } = await needs
    .platform(context.job.origin.platform)
    .attachments.open(ref, signal);
  let receivedBytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      receivedBytes += chunk.length;
      if (receivedBytes > maxBytes) done(tooLarge(receivedBytes, maxBytes));
      else done(null, chunk);
    },
  });
  try {
    await writeToFile(stream, path, { signal }, counted);
  } catch (error) {
    if (error instanceof BotError || context.signal.aborted || toFailure(error).code === 'disk-full')
      throw error;
    throw new BotError('attachment-short', 'The attachment broke off', { cause: error });
  }
  if (sizeBytes !== undefined && receivedBytes < sizeBytes) {
    throw new BotError('attachment-short', 'The attachment ended early', {
      facts: { receivedBytes, sizeBytes },
    });
  }
  return path;
}

/** Returns the error for an attachment over the bot owner's size limit. */
function tooLarge(sizeBytes: number, maxBytes: number): BotError {
  return new BotError('file-too-large', 'The attachment is over the size limit', {
    facts: { size: Math.ceil(sizeBytes / MIB), max: Math.floor(maxBytes / MIB) },
  });
}
