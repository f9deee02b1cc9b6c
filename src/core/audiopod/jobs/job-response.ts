import { z } from 'zod';
import type { ProviderJob, SubmittedJob } from '../../model/job/provider-job.ts';
import { id, number, optional, text, timestamp } from '../transport/wire.ts';
import { outputFields, outputsOf } from './job-outputs.ts';

/** Every job field the bot reads, in every spelling seen. Other fields are ignored. */
const job = z.object({
  id,
  job_id: id,
  status: text,
  progress: number,
  ...outputFields,
  quality_scores: optional(z.record(z.string(), z.unknown())),
  error_message: text,
  error: optional(z.union([z.string(), z.object({ message: z.string() }).transform((e) => e.message)])),
  failure_reason: text,
  credits_reserved: number,
  estimated_credits: number,
  total_duration: number,
  audio_duration: number,
  stats: optional(z.object({ audio_duration: number })),
  original_filename: text,
  filename: text,
  display_name: text,
  input_path: text,
  created_at: timestamp,
});
type JobAnswer = z.infer<typeof job>;

/** A job, bare or inside `{ job }` (AudioPod API notes 1.5, 2.2). */
const answer = z.preprocess(unwrapJob, job);

/** Unwraps the job in a response; fields next to a wrapped job fill in those missing inside. */
export function unwrapJob(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('job' in body)) return body;
  return typeof body.job === 'object' && body.job !== null ? { ...body, ...body.job } : body;
}

/** The response to a submission; one without an id is invalid. */
export const submittedJob: z.ZodType<SubmittedJob> = answer.transform((body, context) => {
  const jobId = idOf(body);
  if (jobId === undefined) {
    context.addIssue({ code: 'custom', message: 'No job id', path: ['id'] });
    return z.NEVER;
  }
  return {
    id: jobId,
    state: body.status === undefined ? 'pending' : stateOf(body.status),
    ...(body.credits_reserved === undefined ? {} : { creditsReserved: body.credits_reserved }),
  };
});

/**
 * Returns the shape of one job read by its id, which not every response repeats. It must have a status.
 *
 * @param trackName the name of the service's single track; absent if it makes no audio.
 */
export function readJob(askedId: string, trackName?: string): z.ZodType<ProviderJob> {
  return answer.transform((body, context) => {
    if (body.status !== undefined) {
      return toProviderJob(body, idOf(body) ?? askedId, body.status, trackName);
    }
    context.addIssue({ code: 'custom', message: 'No status', path: ['status'] });
    return z.NEVER;
  });
}

/**
 * Returns the shape of one job in a list; it needs an id to be matched. `trackName` as in {@link readJob}.
 */
export function listedJob(trackName?: string): z.ZodType<ProviderJob | undefined> {
  return answer.transform((body) => {
    const jobId = idOf(body);
    return jobId === undefined ? undefined : toProviderJob(body, jobId, body.status ?? '', trackName);
  });
}

const STATES: Readonly<Record<string, ProviderJob['state']>> = {
  PENDING: 'pending',
  QUEUED: 'pending',
  PROCESSING: 'processing',
  COMPLETED: 'completed',
  FAILED: 'failed',
  ERROR: 'failed',
  CANCELLED: 'cancelled',
  CANCELED: 'cancelled',
};

/**
 * Reads a status. Letter case differs between services (notes 1.6); an unknown status means still processing.
 */
function stateOf(status: string): ProviderJob['state'] {
  return STATES[status.toUpperCase()] ?? 'processing';
}

function idOf(body: JobAnswer): string | undefined {
  return body.id ?? body.job_id;
}

function toProviderJob(
  body: JobAnswer,
  jobId: string,
  status: string,
  trackName: string | undefined,
): ProviderJob {
  const failureText = body.error_message ?? body.error ?? body.failure_reason;
  const durationSeconds = body.total_duration ?? body.audio_duration ?? body.stats?.audio_duration;
  const inputName = inputNameOf(body);
  const scores = Object.entries(body.quality_scores ?? {}).filter(isScore);
  return {
    id: jobId,
    state: stateOf(status),
    outputs: outputsOf(body, trackName),
    ...(body.progress === undefined ? {} : { progressPercent: Math.min(100, Math.max(0, body.progress)) }),
    ...(failureText === undefined ? {} : { failureText }),
    ...(body.credits_reserved === undefined ? {} : { credits: body.credits_reserved }),
    ...(body.estimated_credits === undefined ? {} : { estimatedCredits: body.estimated_credits }),
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
    ...(body.quality_scores === undefined ? {} : { qualityScores: Object.fromEntries(scores) }),
    ...(inputName === undefined ? {} : { inputName }),
    ...(body.created_at === undefined ? {} : { createdAtMs: body.created_at }),
  };
}

/**
 * Returns the input's name. A storage key such as `in/1501/name.mp3` ends in it; a display name may contain a
 * slash.
 */
function inputNameOf(body: JobAnswer): string | undefined {
  const name = body.original_filename ?? body.filename;
  const path = name ?? (body.display_name === undefined ? body.input_path : undefined);
  return path === undefined ? body.display_name : path.slice(path.lastIndexOf('/') + 1);
}

function isScore(entry: [string, unknown]): entry is [string, number] {
  return typeof entry[1] === 'number' && Number.isFinite(entry[1]);
}
