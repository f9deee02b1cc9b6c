import type { ProviderJob } from '../model/job/provider-job.ts';
import type { DurationSample } from './fit-durations.ts';
import type { WatchedJob } from './watched-job.ts';

/** A watch that began later than this after the submission can't show how long the job took. */
const PROMPT_WATCH_MS = 10_000;
const PROMPT_LOOK_MS = 5_000;

/**
 * Returns a duration sample from a completed job.
 *
 * It ended between the last two reads, so the middle is used. `undefined` if the reads came too late to tell
 * (after a restart, a pause or heavy load), or if the audio length is unknown.
 */
export function measuredDuration(
  job: WatchedJob,
  ended: ProviderJob,
  atMs: number,
): DurationSample | undefined {
  const { submittedAtMs, audioSeconds = ended.durationSeconds } = job.order;
  if (ended.state !== 'completed' || audioSeconds === undefined) return undefined;
  const latestMs = atMs - submittedAtMs;
  const late = atMs - job.dueAtMs > Math.max(PROMPT_LOOK_MS, latestMs / 4);
  if (late || job.watchedSinceMs - submittedAtMs > PROMPT_WATCH_MS) return undefined;
  const earliestMs = job.seenAtMs === undefined ? latestMs : job.seenAtMs - submittedAtMs;
  const tookMs = (earliestMs + latestMs) / 2;
  return tookMs > 0 ? { audioSeconds, tookMs } : undefined;
}
