import type { Job } from '../../model/job/job.ts';
import { newId } from '../../model/job/new-job.ts';
import type { JobLease } from '../../ports/store.ts';
import { createJobContext } from '../context/create-job-context.ts';
import type { JobContext, JobDependencies, RunSlot } from '../context/job-context.ts';
import { endlessLease, holdLease, type Lease } from './lease.ts';
import { letGo } from './let-go.ts';
import { runJob } from './run-job.ts';
import { wakeQueue } from './wake-queue.ts';

/** Runs every stored job that is due: claims it, runs it, and releases it. */
export interface Engine {
  /** Starts claiming. Jobs left over from a crash are already due and come first. */
  start(): Promise<void>;
  /** Looks for due jobs immediately instead of at the next poll. */
  poke(): void;
  /** Reserves a slot for a job that is about to be stored; `undefined` when this process has none free. */
  takePlace(): EnginePlace | undefined;
  /**
   * Stops claiming and brings every running job to a stored state. Resolves when all are, or when the
   * deadline passes; jobs still running then are as safe as after a crash.
   */
  drain(deadlineMs: number): Promise<void>;
}

/** A slot reserved for a job. Disposing of it frees it, unless the job has begun. */
export interface EnginePlace extends Disposable {
  /** Stored with the job, so that it does not have to be claimed. */
  readonly lease: JobLease;
  /** Starts work on the job, which must be stored by now. */
  begin(job: Job): void;
}

/** How many jobs the engine runs, and how often it polls. */
export interface EngineSettings {
  /** Jobs active concurrently, not counting those that only wait for AudioPod. */
  readonly maxActive: number;
  /** How long a job stays claimed by a process that has crashed. */
  readonly leaseMs: number;
  /** The longest pause between two polls: how soon jobs of other processes are noticed. */
  readonly lookEveryMs: number;
}

const DEFAULTS: EngineSettings = { maxActive: 32, leaseMs: 30_000, lookEveryMs: 2_000 };

/** Matches no version, so the wake time set by the latest save is kept. */
const NO_VERSION = -1;

/** A job that this process works on. */
interface Running {
  readonly lease: Lease;
  readonly done: Promise<void>;
}

/**
 * Creates an engine over the store's job table. Several processes may each run one on the same PostgreSQL.
 */
export function createEngine(dependencies: JobDependencies, settings: Partial<EngineSettings> = {}): Engine {
  const { maxActive, leaseMs, lookEveryMs } = { ...DEFAULTS, ...settings };
  const { store, clock, log } = dependencies;
  const owner = newId();
  const stop = new AbortController();
  const runs = new Map<string, Running>();
  /** Jobs claimed while their previous run in this process was about to end. */
  const claimedAgain = new Set<string>();
  let parked = 0;
  /** Slots reserved for jobs that are about to arrive. */
  let kept = 0;
  let wake = new AbortController();
  let loop: Promise<void> | undefined;
  let nextLookMs = Number.POSITIVE_INFINITY;

  const poke = (): void => wake.abort();
  const freeSlots = (): number => maxActive - (runs.size - parked) - kept;
  /** Runs what frees a slot. Pokes only when there was none free: only then can a job be waiting for one. */
  const freeSlot = (free: () => void): void => {
    const wasFull = freeSlots() <= 0;
    free();
    if (wasFull) poke();
  };
  /** Process clocks differ: a holder treats its lease as lost a little before others may claim the job. */
  const sureUntilMs = (leaseUntilMs: number): number => leaseUntilMs - leaseMs / 6;

  const releaseLease = ({ job }: JobContext, wakeAtMs: number | null): Promise<number | null> =>
    store.jobs.rest({ id: job.id, owner, version: job.version, wakeAtMs });

  /** Returns when the job is due again; `null` when this process knows of no such moment. */
  const work = async (job: Job, lease: Lease): Promise<number | null> => {
    const slot: RunSlot = {
      signal: AbortSignal.any([stop.signal, lease.lost]),
      lost: lease.lost,
      isHeld: lease.isHeld,
      isCrowded: () => freeSlots() < 0,
      async onPlaceLeft() {
        // Best effort: queued jobs also check for themselves, only later.
        const woken = await wakeQueue(dependencies, job).catch((error: unknown) => {
          log.warn({ error }, 'line-not-woken');
          return 0;
        });
        if (woken > 0) poke();
      },
      onPark(isParked) {
        if (isParked) freeSlot(() => (parked += 1));
        else parked -= 1;
      },
    };
    const context = createJobContext(dependencies, job, slot);
    try {
      const end = await runJob(context, dependencies, slot);
      const dueMs = await releaseLease(context, await letGo(context, dependencies, end));
      if (end.kind === 'over') await releaseUnusedKey(context);
      return dueMs;
    } catch (error) {
      // The record says where to continue. If even the lease cannot be released, it expires.
      context.log.error({ error }, 'run-failed');
      await context.letGo('nothing');
      return await releaseLease(context, clock.now() + leaseMs).catch((cause: unknown) => {
        context.log.error({ error: cause }, 'lease-release-failed');
        return null;
      });
    }
  };

  /** Best effort: the sweep does it too. */
  const releaseUnusedKey = async ({ job: { keyId }, log: ofJob }: JobContext): Promise<void> => {
    if (keyId === undefined) return;
    await dependencies.releaseKey(keyId).catch((error: unknown) => ofJob.warn({ error }, 'key-not-released'));
  };

  /** Releases what was claimed beside a run, so that it is claimed again with its current record. */
  const freeAgain = async (id: string): Promise<void> => {
    while (claimedAgain.delete(id)) {
      await store.jobs
        .rest({ id, owner, version: NO_VERSION, wakeAtMs: null })
        .catch((error: unknown) => log.error({ job: id, error }, 'lease-release-failed'));
      poke();
    }
  };

  const begin = (job: Job, leaseUntilMs: number): void => {
    const lease = store.kind === 'sqlite' ? endlessLease() : holdLease(clock, sureUntilMs(leaseUntilMs));
    const done = work(job, lease).then(async (dueMs) => {
      lease[Symbol.dispose]();
      await freeAgain(job.id);
      // Nothing may run between the last check of the claims and this line.
      freeSlot(() => runs.delete(job.id));
      if (dueMs !== null && dueMs < nextLookMs) poke();
    });
    runs.set(job.id, { lease, done });
  };

  const claim = async (): Promise<void> => {
    const places = freeSlots();
    if (places <= 0) return;
    kept += places;
    const nowMs = clock.now();
    const leaseUntilMs = nowMs + leaseMs;
    const jobs = await store.jobs
      .claimDue({ owner, nowMs, leaseUntilMs, limit: places })
      .finally(() => (kept -= places));
    for (const job of jobs) {
      if (runs.has(job.id)) claimedAgain.add(job.id);
      else begin(job, leaseUntilMs);
    }
  };

  const takePlace = (): EnginePlace | undefined => {
    if (loop === undefined || stop.signal.aborted || freeSlots() <= 0) return undefined;
    kept += 1;
    let isKept = true;
    const untilMs = clock.now() + leaseMs;
    return {
      lease: { owner, untilMs },
      begin(job) {
        isKept = false;
        kept -= 1;
        begin(job, untilMs);
      },
      [Symbol.dispose]() {
        if (isKept) freeSlot(() => (kept -= 1));
      },
    };
  };

  /** Renews the leases of the jobs running in this process, and only those. Returns when to do so again. */
  const prolong = async (): Promise<number> => {
    const held = [...runs];
    const nowMs = clock.now();
    const prolonged = new Set(
      await store.jobs.prolong(
        owner,
        held.map(([id]) => id),
        nowMs + leaseMs,
      ),
    );
    for (const [id, { lease }] of held) if (prolonged.has(id)) lease.prolong(sureUntilMs(nowMs + leaseMs));
    // Skipped: its own transaction was writing to it, or another process holds it now.
    const isComplete = held.every(([id]) => prolonged.has(id));
    return nowMs + leaseMs / (isComplete ? 3 : 30);
  };

  const look = async (): Promise<void> => {
    let prolongAtMs = clock.now() + leaseMs / 3;
    while (!stop.signal.aborted) {
      wake = new AbortController();
      // Work that becomes due from here on may be missed by this poll.
      nextLookMs = Number.POSITIVE_INFINITY;
      try {
        if (clock.now() >= prolongAtMs) prolongAtMs = await prolong();
        await claim();
      } catch (error) {
        log.error({ error }, 'claim-failed');
      }
      const dueMs = await store.jobs.nextDueMs().catch(() => undefined);
      const dueInMs = Math.max(20, (dueMs ?? Number.MAX_VALUE) - clock.now());
      const pauseMs = freeSlots() > 0 ? Math.min(lookEveryMs, dueInMs) : lookEveryMs;
      nextLookMs = clock.now() + pauseMs;
      await clock.sleep(pauseMs, AbortSignal.any([stop.signal, wake.signal])).catch(() => undefined);
    }
  };

  return {
    poke,
    takePlace,
    async start() {
      // SQLite has one process, so the previous holder of a lease is gone.
      if (store.kind === 'sqlite') await store.jobs.unclaimAll();
      loop = look();
    },
    async drain(deadlineMs) {
      stop.abort();
      const done = new AbortController();
      let isFinished = false;
      const finish = async (): Promise<void> => {
        // Wait for the claim in progress first: it may still start runs.
        await loop;
        await prolong().catch((error: unknown) => log.warn({ error }, 'lease-renewal-failed'));
        await Promise.allSettled([...runs.values()].map((run) => run.done));
        isFinished = true;
      };
      await Promise.race([finish(), clock.sleep(deadlineMs, done.signal).catch(() => undefined)]);
      done.abort();
      if (!isFinished) log.warn({ jobs: runs.size, deadlineMs }, 'drain-cut-short');
    },
  };
}
