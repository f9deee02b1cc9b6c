import type { ProviderJob } from '../model/job/provider-job.ts';
import type { Service } from '../model/service.ts';
import type { WatchedJob } from './watched-job.ts';

/** One watched job and its listener. */
export interface Watch {
  job: WatchedJob;
  readonly onSeen: (job: ProviderJob) => void;
  readonly onGone: () => void;
  readonly onRefused: () => void;
  /** Since when AudioPod has rejected reads of it because of the key. */
  refusedSinceMs: number | undefined;
  /** A read that covers this job is running. */
  reading: boolean;
  /** News was announced: read it before everything else. */
  nudged: boolean;
  /** News was announced at any time of this watch. */
  announced: boolean;
  /** The service's list doesn't contain it, or not enough of it. */
  unlisted: boolean;
}

/** All watched jobs, and whose turn it is. */
export interface Watches {
  add(watch: Watch): void;
  remove(watch: Watch): void;
  /** Whether this watch is active and was not replaced by a later one for the same job. */
  has(watch: Watch): boolean;
  find(service: Service, providerId: string): Watch | undefined;
  all(): readonly Watch[];
  /** Lists the watches of a service without a running read. */
  waiting(service: Service): readonly Watch[];
  /** Returns when the next read is due; `undefined` if none is planned. */
  nextDueMs(): number | undefined;
  /**
   * Takes the next watch to read and ends its tenant's turn.
   *
   * News comes first. Otherwise tenants take turns, so one with two hundred jobs delays one with a single job
   * by one read. Within a tenant the job that is latest relative to its planned wait comes first, so under
   * load all waits grow by the same factor.
   */
  takeDue(nowMs: number): Watch | undefined;
}

/** Creates an empty collection. */
export function createWatches(): Watches {
  // A map keeps insertion order: the first tenant in it has waited longest for a turn.
  const tenants = new Map<string, Map<string, Watch>>();
  const byJob = new Map<string, Watch>();

  return {
    add(watch) {
      const { tenant } = watch.job.order;
      const key = keyOf(watch);
      byJob.set(key, watch);
      const jobs = tenants.get(tenant);
      if (jobs === undefined) tenants.set(tenant, new Map([[key, watch]]));
      else jobs.set(key, watch);
    },
    remove(watch) {
      const { tenant } = watch.job.order;
      const key = keyOf(watch);
      if (byJob.get(key) !== watch) return;
      byJob.delete(key);
      const jobs = tenants.get(tenant);
      jobs?.delete(key);
      if (jobs?.size === 0) tenants.delete(tenant);
    },
    has: (watch) => byJob.get(keyOf(watch)) === watch,
    find: (service, providerId) => byJob.get(jobKey(service, providerId)),
    all: () => [...byJob.values()],
    waiting: (service) =>
      [...byJob.values()].filter((watch) => !watch.reading && watch.job.order.service === service),
    nextDueMs() {
      let nextMs: number | undefined;
      for (const watch of byJob.values()) {
        if (!watch.reading && (nextMs === undefined || watch.job.dueAtMs < nextMs))
          nextMs = watch.job.dueAtMs;
      }
      return nextMs;
    },
    takeDue(nowMs) {
      const due = newsIn(byJob, nowMs) ?? firstInTurn(tenants, nowMs);
      if (due === undefined) return undefined;
      const { tenant } = due.job.order;
      const jobs = tenants.get(tenant);
      if (jobs !== undefined) {
        tenants.delete(tenant);
        tenants.set(tenant, jobs);
      }
      return due;
    },
  };
}

function newsIn(watches: ReadonlyMap<string, Watch>, nowMs: number): Watch | undefined {
  for (const watch of watches.values()) if (watch.nudged && isDue(watch, nowMs)) return watch;
  return undefined;
}

function firstInTurn(
  tenants: ReadonlyMap<string, ReadonlyMap<string, Watch>>,
  nowMs: number,
): Watch | undefined {
  for (const jobs of tenants.values()) {
    let latest: Watch | undefined;
    for (const watch of jobs.values()) {
      if (!isDue(watch, nowMs)) continue;
      if (latest === undefined || lateness(watch.job, nowMs) > lateness(latest.job, nowMs)) latest = watch;
    }
    if (latest !== undefined) return latest;
  }
  return undefined;
}

function isDue(watch: Watch, nowMs: number): boolean {
  return !watch.reading && watch.job.dueAtMs <= nowMs;
}

/** Returns how many times its planned wait a job has already waited. */
function lateness(job: WatchedJob, nowMs: number): number {
  return (nowMs - job.plannedAtMs) / Math.max(1, job.dueAtMs - job.plannedAtMs);
}

/** Returns what identifies the job of a watch within its key. */
export function keyOf(watch: Watch): string {
  return jobKey(watch.job.order.service, watch.job.order.providerId);
}

/** Returns what identifies a job within its key: ids are unique per service only. */
export function jobKey(service: Service, providerId: string): string {
  return `${service} ${providerId}`;
}
