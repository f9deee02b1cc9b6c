import type { ErrorCode } from '../../model/error-codes.ts';
import type { Job } from '../../model/job/job.ts';

const OF_ONE_TRACK: ReadonlySet<ErrorCode> = new Set([
  'result-missing',
  'result-link-expired',
  'result-short',
  'result-cut',
  'result-damaged',
  'result-unreachable',
  'result-too-large',
  'result-host-refused',
  'ffmpeg-failed',
  'ffmpeg-timeout',
]);

/** Whether a failure of one track says nothing about the others. */
export function isOfOneTrack(code: ErrorCode): boolean {
  return OF_ONE_TRACK.has(code);
}

/**
 * Returns a job that takes the good tracks of its result from now on, without those that fail; `undefined` if it
 * already does, or if the failure or the kind of result leaves nothing to take.
 */
export function takingGoodPart(job: Job, code: ErrorCode): Job | undefined {
  const { work, request } = job;
  if (request.service !== 'stems' || !isOfOneTrack(code)) return undefined;
  if (work.stage !== 'completed' || work.takesPart) return undefined;
  return { ...job, work: { ...work, takesPart: true } };
}
