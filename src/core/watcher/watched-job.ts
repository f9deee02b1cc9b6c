import type { ProviderJob } from '../model/job/provider-job.ts';
import type { Service } from '../model/service.ts';
import type { Expectation } from './learned-durations.ts';

/** One job at AudioPod to keep an eye on. */
export interface WatchOrder {
  readonly service: Service;
  /** AudioPod's id, unique per service only. */
  readonly providerId: string;
  /** Who pays. Reads are shared out between tenants in turn. */
  readonly tenant: string;
  readonly submittedAtMs: number;
  /** Length of what is worked on or made; absent while nobody knows. */
  readonly audioSeconds?: number;
}

/** What the watcher knows of one job, and when it wants to look again. Replaced, never changed. */
export interface WatchedJob {
  readonly order: WatchOrder;
  readonly expected: Expectation;
  readonly watchedSinceMs: number;
  /** When the last answer was asked for; absent before the first. */
  readonly seenAtMs?: number;
  readonly seen?: Pick<ProviderJob, 'state' | 'progressPercent'>;
  /** When the next look was decided on, and for when. Their distance is how urgent a late look is. */
  readonly plannedAtMs: number;
  readonly dueAtMs: number;
  readonly intervalMs: number;
  /** How often in a row AudioPod said that there is no such job. */
  readonly missing: number;
}

/** The shortest wait between two looks at one job (AudioPod API notes 1.7). */
export const FLOOR_MS: Readonly<Record<Service, number>> = {
  speech: 2_000,
  stems: 3_000,
  music: 5_000,
  transcription: 3_000,
  diarization: 3_000,
  denoise: 3_000,
  clone: 2_000,
};
const LONGEST_WAIT_MS = 15_000;
const LONGEST_WAIT_AFTER_FAILURE_MS = 60_000;
const SHORTEST_WAIT_AFTER_REFUSAL_MS = 60_000;
const LONGEST_WAIT_AFTER_REFUSAL_MS = 5 * 60_000;
/** Before its end can be expected, a job is still looked at this often: many failures come early. */
const EARLY_LOOK_MS = 30_000;
const GROWTH = 1.5;
const JITTER = 0.05;

/** Plans the first look: when the end can be expected, or at once for a job that is older than that. */
export function beginWatch(order: WatchOrder, expected: Expectation, nowMs: number): WatchedJob {
  const floorMs = FLOOR_MS[order.service];
  const firstLookMs = Math.min(Math.max(expected.opensMs, floorMs), Math.max(EARLY_LOOK_MS, floorMs));
  return {
    order,
    expected,
    watchedSinceMs: nowMs,
    plannedAtMs: nowMs,
    dueAtMs: Math.max(nowMs, order.submittedAtMs + firstLookMs),
    intervalMs: floorMs,
    missing: 0,
  };
}

/** Plans the next look at a job that is still running. `atMs` is when the answer was asked for. */
export function planAfterLook(
  job: WatchedJob,
  seen: ProviderJob,
  atMs: number,
  random: () => number,
): WatchedJob {
  const floorMs = FLOOR_MS[job.order.service];
  const opensAtMs = job.order.submittedAtMs + job.expected.opensMs;
  const closesAtMs = job.order.submittedAtMs + job.expected.closesMs;
  // Looks that each wait 1.5 times as long as the one before, told by the time that has passed: a list may
  // show the job between its own looks, which must not make it wait longer.
  const overdueMs = Math.max(0, atMs - closesAtMs);
  const intervalMs = Math.min(floorMs + overdueMs * (GROWTH - 1), LONGEST_WAIT_MS);
  const waitMs = atMs + floorMs < opensAtMs ? Math.min(opensAtMs - atMs, EARLY_LOOK_MS) : intervalMs;
  return {
    ...job,
    seenAtMs: atMs,
    seen: { state: seen.state, ...progressOf(seen) },
    plannedAtMs: atMs,
    dueAtMs: atMs + withJitter(waitMs, random),
    intervalMs,
    missing: 0,
  };
}

/** Plans another try after a read that failed: the job may be well, so only the wait grows. */
export function planAfterFailure(job: WatchedJob, atMs: number, random: () => number): WatchedJob {
  const intervalMs = Math.min(job.intervalMs * 2, LONGEST_WAIT_AFTER_FAILURE_MS);
  return { ...job, plannedAtMs: atMs, dueAtMs: atMs + withJitter(intervalMs, random), intervalMs };
}

/** Plans another try after AudioPod refused the key: somebody has to put it right first, which takes time. */
export function planAfterRefusal(job: WatchedJob, atMs: number, random: () => number): WatchedJob {
  const doubledMs = Math.max(job.intervalMs * 2, SHORTEST_WAIT_AFTER_REFUSAL_MS);
  const intervalMs = Math.min(doubledMs, LONGEST_WAIT_AFTER_REFUSAL_MS);
  return { ...job, plannedAtMs: atMs, dueAtMs: atMs + withJitter(intervalMs, random), intervalMs };
}

/** Plans another try after AudioPod said that there is no such job. */
export function planAfterMissing(job: WatchedJob, atMs: number, random: () => number): WatchedJob {
  return { ...planAfterFailure(job, atMs, random), missing: job.missing + 1 };
}

/** Plans a look right now. */
export function planNow(job: WatchedJob, nowMs: number): WatchedJob {
  return { ...job, plannedAtMs: nowMs, dueAtMs: nowMs };
}

/** True when the answer says something that the last one did not. */
export function isNews(job: WatchedJob, seen: ProviderJob): boolean {
  return job.seen?.state !== seen.state || job.seen.progressPercent !== seen.progressPercent;
}

/** True once AudioPod will not change the job any more. */
export function isTerminal(state: ProviderJob['state']): boolean {
  return state === 'completed' || state === 'failed' || state === 'cancelled';
}

function progressOf(seen: ProviderJob): { readonly progressPercent?: number } {
  return seen.progressPercent === undefined ? {} : { progressPercent: seen.progressPercent };
}

function withJitter(waitMs: number, random: () => number): number {
  return Math.ceil(waitMs * (1 + JITTER * random()));
}
