import { createRun } from './create-run.ts';
import type { Job } from './job.ts';
import { endlessLease, holdLease, type Lease } from './lease.ts';
import { newId } from './new-job.ts';
import type { Run, Workshop } from './run.ts';
import { type Rest, runJob } from './run-job.ts';
import { wakeLine } from './wake-line.ts';

/** Keeps every recorded job moving: claims what is due, runs it, and gives it back. */
export interface Engine {
  /** Begins claiming. Jobs that a crash left behind are due already and go on first. */
  start(): Promise<void>;
  /** Looks for due jobs now instead of at the next look. */
  poke(): void;
  /**
   * Stops claiming and brings every running job to a recorded point. Resolves when all are, or when the
   * deadline passes; what is then still running is as safe as after a crash.
   */
  drain(deadlineMs: number): Promise<void>;
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
export function createEngine(workshop: Workshop, settings: Partial<EngineSettings> = {}): Engine {
  const { maxActive, leaseMs, lookEveryMs } = { ...DEFAULTS, ...settings };
  const { store, clock, log } = workshop;
  const owner = newId();
  const stop = new AbortController();
  const runs = new Map<string, Running>();
  /** Claimed while an earlier run of theirs was about to end. */
  const claimedAgain = new Set<string>();
  let parked = 0;
  let wake = new AbortController();
  let loop: Promise<void> | undefined;

  const poke = (): void => wake.abort();
  const freePlaces = (): number => maxActive - (runs.size - parked);
  /** Two processes' clocks differ: whoever holds a lease takes it for lost a little before others may take it. */
  const sureUntilMs = (leaseUntilMs: number): number => leaseUntilMs - leaseMs / 6;

  const giveBack = (run: Run, wakeAtMs: number | null): Promise<void> =>
    store.jobs.rest({ id: run.job.id, owner, version: run.job.version, wakeAtMs });

  const work = async (job: Job, lease: Lease): Promise<void> => {
    const run = createRun(workshop, job, {
      signal: AbortSignal.any([stop.signal, lease.lost]),
      lost: lease.lost,
      isCrowded: () => freePlaces() < 0,
      async onPlaceLeft() {
        // Best effort: whoever stands in line looks by itself, only later.
        await wakeLine(workshop, job).catch((error: unknown) => log.warn({ error }, 'line-not-woken'));
        poke();
      },
      onPark(isParked) {
        parked += isParked ? 1 : -1;
        // A parked run frees a place for the next job.
        if (isParked) poke();
      },
    });
    try {
      const end = await runJob(run);
      await giveBack(run, wakeAfter(end, clock.now()));
      if (end.kind === 'over') await letKeyGo(run);
    } catch (error) {
      // The record says where to go on. When not even the lease can be given back, it runs out by itself.
      run.log.error({ error }, 'run-broke');
      await giveBack(run, clock.now() + leaseMs).catch((cause: unknown) =>
        run.log.error({ error: cause }, 'give-back-failed'),
      );
    }
  };

  /** Best effort: the sweep does it as well. */
  const letKeyGo = async ({ job: { keyId }, log: ofJob }: Run): Promise<void> => {
    if (keyId === undefined) return;
    await workshop.releaseKey(keyId).catch((error: unknown) => ofJob.warn({ error }, 'key-not-released'));
  };

  /** Lets go of what was claimed beside a run, so that it is claimed anew with its record as it is now. */
  const freeAgain = async (id: string): Promise<void> => {
    while (claimedAgain.delete(id)) {
      await store.jobs
        .rest({ id, owner, version: NO_VERSION, wakeAtMs: null })
        .catch((error: unknown) => log.error({ job: id, error }, 'give-back-failed'));
    }
  };

  const claim = async (): Promise<void> => {
    const places = freePlaces();
    if (places <= 0) return;
    const nowMs = clock.now();
    const leaseUntilMs = nowMs + leaseMs;
    const jobs = await store.jobs.claimDue({ owner, nowMs, leaseUntilMs, limit: places });
    for (const job of jobs) {
      if (runs.has(job.id)) {
        claimedAgain.add(job.id);
        continue;
      }
      const lease = store.kind === 'sqlite' ? endlessLease() : holdLease(clock, sureUntilMs(leaseUntilMs));
      const done = work(job, lease).then(async () => {
        lease[Symbol.dispose]();
        await freeAgain(job.id);
        // Nothing may come between the last look at the claims and this.
        runs.delete(job.id);
        poke();
      });
      runs.set(job.id, { lease, done });
    }
  };

  /** Keeps the jobs that are running here, and only them. */
  const prolong = async (): Promise<void> => {
    const held = [...runs];
    const untilMs = clock.now() + leaseMs;
    await store.jobs.prolong(
      owner,
      held.map(([id]) => id),
      untilMs,
    );
    for (const [, { lease }] of held) lease.prolong(sureUntilMs(untilMs));
  };

  const look = async (): Promise<void> => {
    let prolongAtMs = clock.now() + leaseMs / 3;
    while (!stop.signal.aborted) {
      wake = new AbortController();
      try {
        if (clock.now() >= prolongAtMs) {
          await prolong();
          prolongAtMs = clock.now() + leaseMs / 3;
        }
        await claim();
      } catch (error) {
        log.error({ error }, 'claim-failed');
      }
      const dueMs = await store.jobs.nextDueMs().catch(() => undefined);
      const pauseMs = Math.min(lookEveryMs, Math.max(20, (dueMs ?? Number.MAX_VALUE) - clock.now()));
      await clock
        .sleep(freePlaces() > 0 ? pauseMs : lookEveryMs, AbortSignal.any([stop.signal, wake.signal]))
        .catch(() => undefined);
    }
  };

  return {
    poke,
    async start() {
      // SQLite has one process, so whoever held a lease is dead.
      if (store.kind === 'sqlite') await store.jobs.unclaimAll();
      loop = look();
    },
    async drain(deadlineMs) {
      stop.abort();
      const done = new AbortController();
      const finish = async (): Promise<void> => {
        // The claim under way first: it may still start runs.
        await loop;
        await prolong().catch((error: unknown) => log.warn({ error }, 'prolong-failed'));
        await Promise.allSettled([...runs.values()].map((run) => run.done));
      };
      await Promise.race([finish(), clock.sleep(deadlineMs, done.signal).catch(() => undefined)]);
      done.abort();
    },
  };
}

/** When the job needs attention after a run ended so. An interrupted one is due for the next process at once. */
function wakeAfter(end: Rest, nowMs: number): number | null {
  if (end.kind === 'over') return null;
  return end.kind === 'waiting' ? end.untilMs : nowMs;
}
