import type { Job, Submission } from '../../model/job/job.ts';
import type { Service } from '../../model/service.ts';

const MINUTE_MS = 60_000;

/**
 * How long work of a service may take before the member is told, without the length of its audio. At least twice
 * the time after which AudioPod's own clients stop waiting (AudioPod API notes 1.7): 5 minutes for speech, 10 to
 * 15 for the others.
 */
const LATE_AFTER_MS: Readonly<Record<Service, number>> = {
  speech: 10 * MINUTE_MS,
  clone: 15 * MINUTE_MS,
  music: 30 * MINUTE_MS,
  stems: 60 * MINUTE_MS,
  denoise: 60 * MINUTE_MS,
  transcription: 60 * MINUTE_MS,
  diarization: 60 * MINUTE_MS,
};
/** Assumed for a link, whose length nobody knows. */
const LINK_SECONDS = 2 * 3_600;
/** How long a job is watched, counted from its submission. By then AudioPod has a fault that waiting can't fix. */
export const WATCHED_FOR_MS = 24 * 60 * MINUTE_MS;
/** A job resumed long after its submission is still checked for this long before anything is said about it. */
const LOOK_FOR_AT_LEAST_MS = 5 * MINUTE_MS;

/** When to stop waiting, and for what: to tell the member that it takes long, or for good. */
export interface Deadline {
  readonly atMs: number;
  readonly isFinal: boolean;
}

/**
 * Returns when a submission is late: the time that such work takes, plus the length of its audio.
 *
 * @param audioSeconds absent for a link.
 */
export function lateAtMs(
  { service, submittedAtMs }: Pick<Submission, 'service' | 'submittedAtMs'>,
  audioSeconds: number | undefined,
): number {
  return submittedAtMs + LATE_AFTER_MS[service] + (audioSeconds ?? LINK_SECONDS) * 1_000;
}

/** Returns the next deadline of a watched job. Its time as late lasts until a day after its submission. */
export function deadlineOf(
  job: Pick<Job, 'work'>,
  submission: Submission,
  lateMs: number,
  nowMs: number,
): Deadline {
  const endMs = submission.submittedAtMs + WATCHED_FOR_MS;
  const isTold = job.work.stage === 'watching' && job.work.lateSinceMs !== undefined;
  const isFinal = isTold || lateMs >= endMs || nowMs >= endMs;
  return { isFinal, atMs: Math.max(isFinal ? endMs : lateMs, nowMs + LOOK_FOR_AT_LEAST_MS) };
}
