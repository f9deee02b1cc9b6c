import type { ProviderJob } from '../model/job/provider-job.ts';
import type { Service } from '../model/service.ts';
import type { Expectation } from './learned-durations.ts';

/** One AudioPod job to watch. */
export interface WatchOrder {
  readonly service: Service;
  /** AudioPod's id, unique per service only. */
  readonly providerId: string;
  /** Who pays. Tenants take turns at reads. */
  readonly tenant: string;
  readonly submittedAtMs: number;
  /** Length of the input or result; absent if unknown. */
  readonly audioSeconds?: number;
}

/** What the watcher knows about one job, and when to read it next. Immutable. */
export interface WatchedJob {
  readonly order: WatchOrder;
  readonly expected: Expectation;
  readonly watchedSinceMs: number;
  /** When the last response was requested; absent before the first. */
  readonly seenAtMs?: number;
  readonly seen?: Pick<ProviderJob, 'state' | 'progressPercent'>;
  /** When the next read was planned, and for when. Their difference determines how urgent a late read is. */
  readonly plannedAtMs: number;
  readonly dueAtMs: number;
  readonly intervalMs: number;
  /** Consecutive "not found" responses. */
  readonly missing: number;
}

/** The shortest wait between two reads of one job (AudioPod API notes 1.7). */
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
/** Before its expected end, a job is still read this often: many failures come early. */
const EARLY_LOOK_MS = 30_000;
const GROWTH = 1.5;
const JITTER = 0.05;

/** Plans the first read: at the expected end, or immediately for a job older than that. */
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

/** Plans the next read of a job that is still running. `atMs` is when the response was requested. */
export function planAfterLook(
  job: WatchedJob,
  seen: ProviderJob,
  atMs: number,
  random: () => number,
): WatchedJob {
  const floorMs = FLOOR_MS[job.order.service];
  const opensAtMs = job.order.submittedAtMs + job.expected.opensMs;
  const closesAtMs = job.order.submittedAtMs + job.expected.closesMs;
  // Each wait is 1.5 times the one before, calculated from elapsed time: a list may return the job between
  // its own reads, which must not lengthen the wait.
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

/** Plans another try after a failed read: the job may be fine, so only the wait grows. */
export function planAfterFailure(job: WatchedJob, atMs: number, random: () => number): WatchedJob {
  const intervalMs = Math.min(job.intervalMs * 2, LONGEST_WAIT_AFTER_FAILURE_MS);
  return { ...job, plannedAtMs: atMs, dueAtMs: atMs + withJitter(intervalMs, random), intervalMs };
}

/** Plans another try after AudioPod rejected the key: a person must fix it first, which takes time. */
export function planAfterRefusal(job: WatchedJob, atMs: number, random: () => number): WatchedJob {
  const doubledMs = Math.max(job.intervalMs * 2, SHORTEST_WAIT_AFTER_REFUSAL_MS);
  const intervalMs = Math.min(doubledMs, LONGEST_WAIT_AFTER_REFUSAL_MS);
  return { ...job, plannedAtMs: atMs, dueAtMs: atMs + withJitter(intervalMs, random), intervalMs };
}

/** Plans another try after AudioPod returned "not found". */
export function planAfterMissing(job: WatchedJob, atMs: number, random: () => number): WatchedJob {
  return { ...planAfterFailure(job, atMs, random), missing: job.missing + 1 };
}

/** Plans a read right now. */
export function planNow(job: WatchedJob, nowMs: number): WatchedJob {
  return { ...job, plannedAtMs: nowMs, dueAtMs: nowMs };
}

/** Whether the response contains something the last one did not. */
export function isNews(job: WatchedJob, seen: ProviderJob): boolean {
  return job.seen?.state !== seen.state || job.seen.progressPercent !== seen.progressPercent;
}

/** Whether AudioPod will no longer change the job. */
export function isTerminal(state: ProviderJob['state']): boolean {
  return state === 'completed' || state === 'failed' || state === 'cancelled';
}

function progressOf(seen: ProviderJob): { readonly progressPercent?: number } {
  return seen.progressPercent === undefined ? {} : { progressPercent: seen.progressPercent };
}

function withJitter(waitMs: number, random: () => number): number {
  return Math.ceil(waitMs * (1 + JITTER * random()));
}
