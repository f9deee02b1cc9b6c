import { z } from 'zod';
import type { ProviderOutput } from '../jobs/job.ts';
import type { ProviderJob, SubmittedJob } from './model.ts';
import { id, number, optional, text, timestamp } from './wire.ts';

/** Every field of a job that the bot reads, in every spelling seen. Anything else is ignored. */
const job = z.object({
  id,
  job_id: id,
  status: text,
  progress: number,
  output_url: text,
  audio_url: text,
  result: optional(z.object({ output_url: text })),
  download_urls: optional(z.record(z.string(), z.unknown())),
  quality_scores: optional(z.record(z.string(), z.unknown())),
  error_message: text,
  error: optional(z.union([z.string(), z.object({ message: z.string() }).transform((e) => e.message)])),
  failure_reason: text,
  credits_reserved: number,
  total_duration: number,
  audio_duration: number,
  original_filename: text,
  filename: text,
  display_name: text,
  input_path: text,
  created_at: timestamp,
});
type JobAnswer = z.infer<typeof job>;

/** A job, bare or inside `{ job }` (AudioPod API notes 1.5, 2.2). */
const answer = z.preprocess(
  (body) => (typeof body === 'object' && body !== null && 'job' in body ? body.job : body),
  job,
);

/** The answer to a submit; one without any id makes no sense. */
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

/** One job as read by its id, which not every answer repeats. It must have a status. */
export function readJob(askedId: string): z.ZodType<ProviderJob> {
  return answer.transform((body, context) => {
    if (body.status !== undefined) return toProviderJob(body, idOf(body) ?? askedId, body.status);
    context.addIssue({ code: 'custom', message: 'No status', path: ['status'] });
    return z.NEVER;
  });
}

/** One job of a list; without an id nobody can tell whose it is. */
export const listedJob: z.ZodType<ProviderJob | undefined> = answer.transform((body) => {
  const jobId = idOf(body);
  return jobId === undefined ? undefined : toProviderJob(body, jobId, body.status ?? '');
});

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

/** Letter case differs between services (notes 1.6); an unknown word means that it is still at work. */
function stateOf(status: string): ProviderJob['state'] {
  return STATES[status.toUpperCase()] ?? 'processing';
}

function idOf(body: JobAnswer): string | undefined {
  return body.id ?? body.job_id;
}

function toProviderJob(body: JobAnswer, jobId: string, status: string): ProviderJob {
  const failureText = body.error_message ?? body.error ?? body.failure_reason;
  const durationSeconds = body.total_duration ?? body.audio_duration;
  const inputName = body.original_filename ?? body.filename ?? body.display_name ?? body.input_path;
  const scores = Object.entries(body.quality_scores ?? {}).filter(isScore);
  return {
    id: jobId,
    state: stateOf(status),
    outputs: outputsOf(body),
    ...(body.progress === undefined ? {} : { progressPercent: Math.min(100, Math.max(0, body.progress)) }),
    ...(failureText === undefined ? {} : { failureText }),
    ...(body.credits_reserved === undefined ? {} : { credits: body.credits_reserved }),
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
    ...(body.quality_scores === undefined ? {} : { qualityScores: Object.fromEntries(scores) }),
    // A storage key such as `in/1501/name.mp3` ends in the name.
    ...(inputName === undefined ? {} : { inputName: inputName.slice(inputName.lastIndexOf('/') + 1) }),
    ...(body.created_at === undefined ? {} : { createdAtMs: body.created_at }),
  };
}

/** The map of stems where there is one, else the single sound, which is speech. Entries may be empty (13a.12). */
function outputsOf(body: JobAnswer): readonly ProviderOutput[] {
  const stems = Object.entries(body.download_urls ?? {});
  if (stems.length > 0) return stems.flatMap(([name, url]) => (isLink(url) ? [{ name, url }] : []));
  const url = [body.output_url, body.result?.output_url, body.audio_url].find(isLink);
  return url === undefined ? [] : [{ name: 'speech', url }];
}

function isLink(value: unknown): value is string {
  return typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value);
}

function isScore(entry: [string, unknown]): entry is [string, number] {
  return typeof entry[1] === 'number' && Number.isFinite(entry[1]);
}
