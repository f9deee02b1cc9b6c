import type { ProviderJob } from '../model/job/provider-job.ts';
import type { DurationSample } from './fit-durations.ts';
import type { WatchedJob } from './watched-job.ts';

/** A watch that began later than this after the submit says nothing about how long the job took. */
const PROMPT_WATCH_MS = 10_000;
const PROMPT_LOOK_MS = 5_000;

/**
 * What a job that ended well teaches about its service: it ended somewhere between the last two looks, so
 * the middle is taken. `undefined` when the looks came too late to tell (after a restart, a pause or a
 * crowd), or when nobody knows how long the audio is.
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
