import type { Job } from '../../model/job/job.ts';
import { newId } from '../../model/job/new-job.ts';
import type { JobLease } from '../../ports/store.ts';
import { createJobContext } from '../context/create-job-context.ts';
import type { JobContext, JobDependencies, RunSlot } from '../context/job-context.ts';
import { endlessLease, holdLease, type Lease } from './lease.ts';
import { type Rest, runJob } from './run-job.ts';
import { wakeQueue } from './wake-queue.ts';

/** Keeps every recorded job moving: claims what is due, runs it, and gives it back. */
export interface Engine {
  /** Begins claiming. Jobs that a crash left behind are due already and go on first. */
  start(): Promise<void>;
  /** Looks for due jobs now instead of at the next look. */
  poke(): void;
  /** A place for a job that is about to be put on record; `undefined` where none is free in this process. */
  takePlace(): EnginePlace | undefined;
  /**
   * Stops claiming and brings every running job to a recorded point. Resolves when all are, or when the
   * deadline passes; what is then still running is as safe as after a crash.
   */
  drain(deadlineMs: number): Promise<void>;
}

/** A place that waits for its job. Disposed of, it is free again, unless the job has begun. */
export interface EnginePlace extends Disposable {
  /** What the job is put on record with, so that it need not be claimed. */
  readonly lease: JobLease;
  /** Works on the job, which is on record now. */
  begin(job: Job): void;
}

/** How the engine paces itself. */
export interface EngineSettings {
  /** Jobs worked on at once, not counting those that only wait for AudioPod. */
  readonly maxActive: number;
  /** How long a job stays with a process that has died. */
  readonly leaseMs: number;
  /** The longest pause between two looks; other processes' jobs are noticed that fast. */
  readonly lookEveryMs: number;
}

const DEFAULTS: EngineSettings = { maxActive: 32, leaseMs: 30_000, lookEveryMs: 2_000 };

/** Matches no record, so that the moment which the latest save has set stands. */
const NO_VERSION = -1;

/** A job this process works on. */
interface Running {
  readonly lease: Lease;
  readonly done: Promise<void>;
}

/** An engine over the store's job table. Several processes may run one each on the same PostgreSQL. */
export function createEngine(dependencies: JobDependencies, settings: Partial<EngineSettings> = {}): Engine {
  const { maxActive, leaseMs, lookEveryMs } = { ...DEFAULTS, ...settings };
  const { store, clock, log } = dependencies;
  const owner = newId();
  const stop = new AbortController();
  const runs = new Map<string, Running>();
  /** Claimed while an earlier run of theirs was about to end. */
  const claimedAgain = new Set<string>();
  let parked = 0;
  /** Places kept for jobs that are about to come. */
  let kept = 0;
  let wake = new AbortController();
  let loop: Promise<void> | undefined;
  let nextLookMs = Number.POSITIVE_INFINITY;

  const poke = (): void => wake.abort();
  const freePlaces = (): number => maxActive - (runs.size - parked) - kept;
  /** Does what frees a place. Only where there was none has a job been left waiting for it. */
  const freePlace = (free: () => void): void => {
    const wasFull = freePlaces() <= 0;
    free();
    if (wasFull) poke();
  };
  /** Two processes' clocks differ: whoever holds a lease takes it for lost a little before others may take it. */
  const sureUntilMs = (leaseUntilMs: number): number => leaseUntilMs - leaseMs / 6;

  const giveBack = ({ job }: JobContext, wakeAtMs: number | null): Promise<number | null> =>
    store.jobs.rest({ id: job.id, owner, version: job.version, wakeAtMs });

  /** Answers when the job is due again; `null` where nobody here knows of such a moment. */
  const work = async (job: Job, lease: Lease): Promise<number | null> => {
    const slot: RunSlot = {
      signal: AbortSignal.any([stop.signal, lease.lost]),
      lost: lease.lost,
      isCrowded: () => freePlaces() < 0,
      async onPlaceLeft() {
        // Best effort: whoever stands in line looks by itself, only later.
        const woken = await wakeQueue(dependencies, job).catch((error: unknown) => {
          log.warn({ error }, 'line-not-woken');
          return 0;
        });
        if (woken > 0) poke();
      },
      onPark(isParked) {
        if (isParked) freePlace(() => (parked += 1));
        else parked -= 1;
      },
    };
    const context = createJobContext(dependencies, job, slot);
    try {
      const end = await runJob(context, dependencies, slot);
      const dueMs = await giveBack(context, wakeAfter(end, clock.now()));
      if (end.kind === 'over') await letKeyGo(context);
      return dueMs;
    } catch (error) {
      // The record says where to go on. When not even the lease can be given back, it runs out by itself.
      context.log.error({ error }, 'run-failed');
      return await giveBack(context, clock.now() + leaseMs).catch((cause: unknown) => {
        context.log.error({ error: cause }, 'lease-release-failed');
        return null;
      });
    }
  };

  /** Best effort: the sweep does it as well. */
  const letKeyGo = async ({ job: { keyId }, log: ofJob }: JobContext): Promise<void> => {
    if (keyId === undefined) return;
    await dependencies.releaseKey(keyId).catch((error: unknown) => ofJob.warn({ error }, 'key-not-released'));
  };

  /** Lets go of what was claimed beside a run, so that it is claimed anew with its record as it is now. */
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
      // Nothing may come between the last look at the claims and this.
      freePlace(() => runs.delete(job.id));
      if (dueMs !== null && dueMs < nextLookMs) poke();
    });
    runs.set(job.id, { lease, done });
  };

  const claim = async (): Promise<void> => {
    const places = freePlaces();
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
    if (loop === undefined || stop.signal.aborted || freePlaces() <= 0) return undefined;
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
        if (isKept) freePlace(() => (kept -= 1));
      },
    };
  };

  /** Keeps the jobs that are running here, and only them. Answers when to do so again. */
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
    // Passed over: its own transaction was writing to it, or somebody else has it now.
    const isComplete = held.every(([id]) => prolonged.has(id));
    return nowMs + leaseMs / (isComplete ? 3 : 30);
  };

  const look = async (): Promise<void> => {
    let prolongAtMs = clock.now() + leaseMs / 3;
    while (!stop.signal.aborted) {
      wake = new AbortController();
      // Whatever becomes due from here on may be missed by this look.
      nextLookMs = Number.POSITIVE_INFINITY;
      try {
        if (clock.now() >= prolongAtMs) prolongAtMs = await prolong();
        await claim();
      } catch (error) {
        log.error({ error }, 'claim-failed');
      }
      const dueMs = await store.jobs.nextDueMs().catch(() => undefined);
      const dueInMs = Math.max(20, (dueMs ?? Number.MAX_VALUE) - clock.now());
      const pauseMs = freePlaces() > 0 ? Math.min(lookEveryMs, dueInMs) : lookEveryMs;
      nextLookMs = clock.now() + pauseMs;
      await clock.sleep(pauseMs, AbortSignal.any([stop.signal, wake.signal])).catch(() => undefined);
    }
  };

  return {
    poke,
    takePlace,
    async start() {
      // SQLite has one process, so whoever held a lease is dead.
      if (store.kind === 'sqlite') await store.jobs.unclaimAll();
      loop = look();
    },
    async drain(deadlineMs) {
      stop.abort();
      const done = new AbortController();
      let isFinished = false;
      const finish = async (): Promise<void> => {
        // The claim under way first: it may still start runs.
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

/** When the job needs attention after a run ended so. An interrupted one is due for the next process at once. */
function wakeAfter(end: Rest, nowMs: number): number | null {
  if (end.kind === 'over') return null;
  return end.kind === 'waiting' ? end.untilMs : nowMs;
}
