import { runEvery } from '../../async/run-every.ts';
import type { Job } from '../../model/job/job.ts';
import type { Hold, TakenJob } from '../../ports/store.ts';
import type { JobDependencies } from '../context/job-context.ts';
import { tellParked } from '../dead/tell-parked.ts';
import { createOnlyLife, createSharedLife, type Life } from './process-life.ts';
import { runHeldJob } from './run-held-job.ts';
import { createSlots } from './slots.ts';
import { sweepQueues } from './sweep-queues.ts';

/** Runs every stored job that is due: takes it, runs it, and releases it. */
export interface Engine {
  /** Starts taking jobs. Those left over from a crash are already due and come first. */
  start(): Promise<void>;
  /** Reserves a slot for a job that is about to be stored; `undefined` when this process has none free. */
  takePlace(): EnginePlace | undefined;
  /**
   * Stops taking jobs and brings every running job to a stored state. Resolves when all are, or when the
   * deadline passes; jobs still running then are as safe as after a crash.
   */
  drain(deadlineMs: number): Promise<void>;
}

/** A slot reserved for a job. Disposing of it frees it, unless the job has begun. */
export interface EnginePlace extends Disposable {
  /** Stored with the job, so that it does not have to be taken. */
  readonly hold: Hold;
  /** Starts work on the job, which must be stored by now. */
  begin(job: Job): void;
}

/** How many jobs the engine runs, and how long it waits. */
export interface EngineSettings {
  /** Jobs active concurrently, not counting those that only wait for AudioPod. */
  readonly maxActive: number;
  /** How long a process that has crashed still holds its jobs. */
  readonly aliveMs: number;
  /** The pause between two looks for due jobs nobody was told of: after a crash, or a lost hint. */
  readonly lookEveryMs: number;
}

const DEFAULTS: EngineSettings = { maxActive: 32, aliveMs: 30_000, lookEveryMs: 15_000 };

/** Fewer than encode at once on a small machine and wait for their turn there, while other processes idle. */
const MOST_AFTER_WAIT = 4;

/**
 * Creates an engine over the store's job table. Several processes may each run one on the same PostgreSQL.
 */
export function createEngine(dependencies: JobDependencies, settings: Partial<EngineSettings> = {}): Engine {
  const { maxActive, aliveMs, lookEveryMs } = { ...DEFAULTS, ...settings };
  const { store, clock, log, time } = dependencies;
  const { processes } = store;
  const isShared = store.kind === 'postgres';
  const life = isShared ? createSharedLife({ processes, clock, log, aliveMs }) : createOnlyLife(store.jobs);
  const stop = new AbortController();
  const runs = new Set<Promise<void>>();
  const slots = createSlots(maxActive, isShared ? MOST_AFTER_WAIT : maxActive, () => void look());
  let upkeep: Promise<void> | undefined;
  let looking: Promise<void> = Promise.resolve();
  let telling: Promise<void> | undefined;

  const begin = (taken: TakenJob, holder: Life): void => {
    const slot = slots.occupy();
    const run = runHeldJob(dependencies, taken, { holder, stop: stop.signal, slot }).finally(() => {
      runs.delete(run);
      slot[Symbol.dispose]();
    });
    runs.add(run);
  };

  /** Begins what the store hands out, in as many slots as are kept for it meanwhile. */
  const takeInto = async (
    most: number,
    take: (by: string, limit: number) => Promise<readonly TakenJob[]>,
  ): Promise<void> => {
    const holder = life.current();
    if (stop.signal.aborted || holder.lost.aborted) return;
    using kept = slots.keep(most);
    if (kept.places === 0) return;
    try {
      const all = await take(holder.id, kept.places);
      for (const taken of all) begin(taken, holder);
      // There may be more that are due.
      if (all.length === kept.places) slots.want();
    } catch (error) {
      log.error({ error }, 'take-failed');
    }
  };

  /** One look at a time: a second one would find the slots kept by the first. */
  const look = (): Promise<void> => {
    looking = looking.then(() => takeInto(maxActive, (by, limit) => store.jobs.takeDue({ by, limit })));
    return looking;
  };

  const due = async (jobId?: string): Promise<void> => {
    if (jobId === undefined) return look();
    await takeInto(1, async (by) => {
      const taken = await store.jobs.take(jobId, by);
      return taken === undefined ? [] : [taken];
    });
  };

  const checkTime = async (): Promise<void> => {
    if ((await time.check()) === 'back') await store.jobs.wakeAll();
  };

  const upkeepOnce = async (): Promise<void> => {
    await checkTime();
    await look();
    // A little less than the pause, or the process that did it last would always be too early.
    if (!(await store.takeDuty('upkeep', Math.floor(lookEveryMs * 0.9)))) return;
    // After a step, live processes need a moment to be renewed in the new time.
    if (isShared && clock.now() - time.lastStepAtMs() >= aliveMs) await processes.reap();
    await store.wake.sweep();
    await sweepQueues(dependencies);
    // Beside the upkeep, because a platform may take its time.
    telling ??= tellParked(dependencies).finally(() => {
      telling = undefined;
    });
  };

  const takePlace = (): EnginePlace | undefined => {
    const holder = life.current();
    if (upkeep === undefined || stop.signal.aborted || holder.lost.aborted) return undefined;
    if (slots.free() <= 0) return undefined;
    const kept = slots.keep(1);
    const hold: Hold = { by: holder.id, epoch: 1 };
    return {
      hold,
      begin(job) {
        begin({ id: job.id, job, hold }, holder);
        kept[Symbol.dispose]();
      },
      [Symbol.dispose]: () => kept[Symbol.dispose](),
    };
  };

  return {
    takePlace,
    async start() {
      // What a crash has left is plain. No run has begun yet.
      await dependencies.folders.sealAll();
      await life.start();
      await checkTime();
      await store.wake.start({ id: () => life.current().id, room: () => slots.free(), due });
      upkeep = runEvery(
        lookEveryMs,
        upkeepOnce,
        { clock, onFailure: (error) => log.error({ error }, 'upkeep-failed') },
        stop.signal,
      );
    },
    async drain(deadlineMs) {
      stop.abort();
      const done = new AbortController();
      let isFinished = false;
      const finish = async (): Promise<void> => {
        // What is being taken may still start runs.
        await Promise.all([store.wake.stop(), upkeep, looking]);
        await telling;
        await Promise.allSettled(runs);
        await life.stop();
        await life.leave().catch((error: unknown) => log.warn({ error }, 'life-not-ended'));
        isFinished = true;
      };
      await Promise.race([finish(), clock.sleep(deadlineMs, done.signal).catch(() => undefined)]);
      done.abort();
      if (isFinished) return;
      // What is still held is free once this process counts as dead.
      void life.stop();
      log.warn({ jobs: runs.size, deadlineMs }, 'drain-cut-short');
    },
  };
}
