import { runAll } from '../../async/run-all.ts';
import type { ErrorCode } from '../../model/error-codes.ts';
import { toFailure } from '../../model/errors.ts';
import type { Job } from '../../model/job/job.ts';
import type { MissingTrack } from '../../model/job/job-files.ts';

/** Failures of one track that say nothing about the others. */
const OF_ONE_TRACK: ReadonlySet<ErrorCode> = new Set([
  'result-missing',
  'result-link-expired',
  'result-short',
  'result-damaged',
  'result-unreachable',
  'result-too-large',
  'result-host-refused',
  'ffmpeg-failed',
  'ffmpeg-timeout',
]);

/**
 * Returns a job that takes the good tracks of its result from now on, without those that fail; `undefined` if it
 * already does, or if the failure or the kind of result leaves nothing to take.
 */
export function takingGoodPart(job: Job, code: ErrorCode): Job | undefined {
  const { work, request } = job;
  if (request.service !== 'stems' || !OF_ONE_TRACK.has(code)) return undefined;
  if ((work.stage !== 'completed' && work.stage !== 'collected') || work.takesPart) return undefined;
  return { ...job, work: { ...work, takesPart: true } };
}

/** What was made of several tracks, and which could not be. */
export interface GoodPart<Result> {
  readonly good: readonly Result[];
  readonly missing: readonly MissingTrack[];
}

/**
 * Runs a task for every track concurrently. With `takesPart`, a track that fails is left out, unless all do.
 *
 * @throws the first failure that is not left out.
 */
export async function eachTrack<Track extends { readonly name: string }, Result>(
  tracks: readonly Track[],
  takesPart: boolean,
  signal: AbortSignal,
  task: (track: Track, index: number, signal: AbortSignal) => Promise<Result>,
): Promise<GoodPart<Result>> {
  const failures: unknown[] = [];
  const ends = await runAll(tracks, signal, async (track, index, stop) => {
    try {
      return { result: await task(track, index, stop) };
    } catch (error) {
      const failure = toFailure(error);
      if (!takesPart || stop.aborted || !OF_ONE_TRACK.has(failure.code)) throw error;
      failures.push(error);
      return { missing: { name: track.name, failure } };
    }
  });
  const good = ends.flatMap(({ result }) => (result === undefined ? [] : [result]));
  if (good.length === 0 && failures.length > 0) throw failures[0];
  return { good, missing: ends.flatMap(({ missing }) => (missing === undefined ? [] : [missing])) };
}
