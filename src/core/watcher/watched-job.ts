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
  /** Whether this process still holds it, by the clock: one that stood still learns of it here first. */
  readonly isHeld?: () => boolean;
  /** From then on it takes longer than it should, and is read less and less often. Absent for never. */
  readonly lateAtMs?: number;
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

/**
 * The waits between two reads of one job that AudioPod's own clients use (AudioPod API notes 1.7). Speech is
 * read more often while it is expected to end, because a member notices every tenth of a second.
 */
export const USUAL_WAIT_MS: Readonly<Record<Service, number>> = {
  speech: 2_000,
  stems: 3_000,
  music: 5_000,
  transcription: 3_000,
  diarization: 3_000,
  denoise: 3_000,
  clone: 2_000,
};
const SHORTEST_SPEECH_WAIT_MS = 250;
/** How many reads of speech divide the time in which it is expected to end. */
const READS_OF_EXPECTED_TIME = 4;
const LONGEST_WAIT_MS = 15_000;
/** For a late job: nobody waits for the second any more. */
const LONGEST_LATE_WAIT_MS = 5 * 60_000;
/** How much of the time since it became late a late job waits for its next read. */
const LATE_GROWTH = 0.1;
const LONGEST_WAIT_AFTER_FAILURE_MS = 60_000;
const SHORTEST_WAIT_AFTER_REFUSAL_MS = 60_000;
const LONGEST_WAIT_AFTER_REFUSAL_MS = 5 * 60_000;
/**
 * Before its expected end, a job is still read this often, because many failures come early: the more jobs
 * share the rate limit, the less often.
 */
const EARLY_WAIT_MS_PER_JOB = 4_000;
const SHORTEST_EARLY_WAIT_MS = 5_000;
const LONGEST_EARLY_WAIT_MS = 30_000;
/** While events tell when a job is over, reads are only for the event that is lost. */
const ANNOUNCED_WAIT_FACTOR = 3;
const GROWTH = 1.5;
const JITTER = 0.05;

/**
 * Plans the first read: at the expected end, or immediately for a job older than that.
 *
 * @param watched how many jobs share the rate limit, this one included.
 * @param isAnnounced whether an event will tell when the job is over.
 */
export function beginWatch(
  order: WatchOrder,
  expected: Expectation,
  nowMs: number,
  watched: number,
  isAnnounced = false,
): WatchedJob {
  const waitMs = expectedWaitMs(order.service, expected, isAnnounced);
  const firstLookMs = Math.min(Math.max(expected.opensMs, waitMs), earlyWaitMs(watched, isAnnounced));
  return {
    order,
    expected,
    watchedSinceMs: nowMs,
    plannedAtMs: nowMs,
    dueAtMs: Math.max(nowMs, order.submittedAtMs + firstLookMs),
    intervalMs: waitMs,
    missing: 0,
  };
}

/**
 * Plans the next read of a job that is still running.
 *
 * @param atMs when the response was requested.
 * @param watched as in `beginWatch`, and so is `isAnnounced`.
 */
export function planAfterLook(
  job: WatchedJob,
  seen: ProviderJob,
  atMs: number,
  watched: number,
  random: () => number,
  isAnnounced = false,
): WatchedJob {
  const { service, submittedAtMs } = job.order;
  const shortestMs = expectedWaitMs(service, job.expected, isAnnounced);
  const opensAtMs = submittedAtMs + job.expected.opensMs;
  const closesAtMs = submittedAtMs + job.expected.closesMs;
  // Each wait is 1.5 times the one before, calculated from elapsed time: a list may return the job between
  // its own reads, which must not lengthen the wait.
  const overdueMs = Math.max(0, atMs - closesAtMs);
  const usualMs = Math.min(shortestMs + overdueMs * (GROWTH - 1), LONGEST_WAIT_MS);
  const lateMs = Math.max(0, atMs - (job.order.lateAtMs ?? atMs));
  const intervalMs = Math.max(usualMs, Math.min(lateMs * LATE_GROWTH, LONGEST_LATE_WAIT_MS));
  const isEarly = atMs + shortestMs < opensAtMs;
  const waitMs = isEarly ? Math.min(opensAtMs - atMs, earlyWaitMs(watched, isAnnounced)) : intervalMs;
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

/** Returns the wait between reads in the time in which the job is expected to end. */
function expectedWaitMs(service: Service, { opensMs, closesMs }: Expectation, isAnnounced: boolean): number {
  const usualMs = USUAL_WAIT_MS[service];
  if (service !== 'speech') return isAnnounced ? usualMs * ANNOUNCED_WAIT_FACTOR : usualMs;
  if (isAnnounced) return usualMs;
  // Until something was learned, the reads follow the guess: the longer it is, the less exact.
  const wideMs = closesMs > opensMs ? closesMs - opensMs : opensMs;
  return Math.min(Math.max(wideMs / READS_OF_EXPECTED_TIME, SHORTEST_SPEECH_WAIT_MS), usualMs);
}

function earlyWaitMs(watched: number, isAnnounced: boolean): number {
  if (isAnnounced) return LONGEST_EARLY_WAIT_MS;
  return Math.min(Math.max(watched * EARLY_WAIT_MS_PER_JOB, SHORTEST_EARLY_WAIT_MS), LONGEST_EARLY_WAIT_MS);
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
