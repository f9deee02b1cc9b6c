import type { Clock } from '../../../core/async/clock.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import type { LastDrawing, Progress } from '../../../core/ports/delivery.ts';
import type { Log } from '../../../core/ports/log.ts';
import { createDrawnProgress } from './drawn-progress.ts';

/** Minimum time between two edits of one job's message, as Discord advises. */
const MIN_GAP_MS = 5_000;

/**
 * Draws progress in a message. It may fail; a lost update is not missed. A running update is awaited and
 * never aborted: an aborted request could still arrive after the result and replace it.
 */
export interface ProgressBoard {
  /** When the message can no longer be edited, if ever; nothing is shown there after that. */
  closesAtMs(origin: Origin): number | undefined;
  draw(origin: Origin, progress: Progress, isClosing: boolean): Promise<void>;
}

/**
 * Shows the progress of jobs that this process holds, at a limited rate: only the latest update counts, older
 * ones are dropped.
 */
export interface ProgressPace {
  /** @param isHeld checked before each drawing; when it returns false, nothing of the job is drawn any more. */
  show(origin: Origin, progress: Progress, isHeld: () => boolean): void;
  /** Notes that a job's new message shows this already. */
  drawn(origin: Origin, progress: Progress): void;
  /** Draws what is to be seen last. Resolves when no update of this job is running or will follow. */
  letGo(jobId: string, last: LastDrawing): Promise<void>;
  /** Resolves when no update of this job is running or will follow, because its result replaces them. */
  finish(jobId: string): Promise<void>;
  close(): Promise<void>;
}

interface Watched {
  readonly place: string;
  readonly isHeld: () => boolean;
  readonly stop: AbortController;
  readonly done: Promise<void>;
  latest: { readonly origin: Origin; readonly progress: Progress };
  /** Called when there is an update to show. */
  ring: () => void;
}

/** @param board draws the updates; each job has one message at a time, the newest its origin names. */
export function createProgressPace(board: ProgressBoard, clock: Clock, log: Log): ProgressPace {
  const watched = new Map<string, Watched>();
  const drawn = createDrawnProgress();
  let isClosed = false;

  const draw = async (job: Watched, isClosing: boolean): Promise<void> => {
    const { origin, progress } = job.latest;
    drawn.put(origin, progress, isClosing, clock.now());
    await board.draw(origin, progress, isClosing).catch((error: unknown) => {
      if (!job.stop.signal.aborted) log.debug({ error, job: progress.jobId }, 'progress-not-shown');
    });
  };

  const isDrawn = ({ latest: { origin, progress } }: Watched, isClosing: boolean): boolean =>
    drawn.has(origin, progress, isClosing);

  const follow = async (job: Watched): Promise<void> => {
    const { signal } = job.stop;
    const closesAtMs = board.closesAtMs(job.latest.origin) ?? Number.POSITIVE_INFINITY;
    const mayDraw = (): boolean => !signal.aborted && job.isHeld();
    const { origin, progress } = job.latest;
    const gapEndsMs = drawn.atMs(origin, progress) + MIN_GAP_MS;
    if (gapEndsMs > clock.now()) await pauseUntil(Math.min(gapEndsMs, closesAtMs), signal);
    while (mayDraw() && clock.now() < closesAtMs) {
      const rung = new Promise<void>((resolve) => {
        job.ring = resolve;
      });
      if (isDrawn(job, false)) await rungOrClosing(rung, closesAtMs, signal);
      else {
        await draw(job, false);
        await pauseUntil(Math.min(clock.now() + MIN_GAP_MS, closesAtMs), signal);
      }
    }
    if (mayDraw() && closesAtMs !== Number.POSITIVE_INFINITY && !isDrawn(job, true)) await draw(job, true);
  };

  const rungOrClosing = async (rung: Promise<void>, atMs: number, signal: AbortSignal): Promise<void> => {
    const over = new AbortController();
    const either = AbortSignal.any([signal, over.signal]);
    await Promise.race([rung, pauseUntil(Math.min(atMs, clock.now() + 3_600_000), either)]);
    over.abort();
  };

  const pauseUntil = async (untilMs: number, signal: AbortSignal): Promise<void> => {
    await clock.sleep(untilMs - clock.now(), signal).catch(() => {});
  };

  const begin = (origin: Origin, progress: Progress, isHeld: () => boolean): void => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const job: Watched = {
      place: origin.reply,
      isHeld,
      stop: new AbortController(),
      done: promise,
      latest: { origin, progress },
      ring: () => {},
    };
    watched.set(progress.jobId, job);
    void follow(job)
      .catch((error: unknown) => log.warn({ error, job: progress.jobId }, 'progress-failed'))
      .finally(resolve);
  };

  const end = async (jobId: string): Promise<Watched | undefined> => {
    const job = watched.get(jobId);
    watched.delete(jobId);
    job?.stop.abort();
    await job?.done;
    return job;
  };

  const show: ProgressPace['show'] = (origin, progress, isHeld) => {
    if (isClosed) return;
    const job = watched.get(progress.jobId);
    if (job === undefined) begin(origin, progress, isHeld);
    else if (job.place === origin.reply) {
      job.latest = { origin, progress };
      job.ring();
    } else {
      job.stop.abort();
      begin(origin, progress, isHeld);
    }
  };

  return {
    show,
    drawn: (origin, progress) => drawn.put(origin, progress, false, clock.now()),
    async letGo(jobId, last) {
      const job = await end(jobId);
      if (job === undefined || last === 'nothing' || !job.isHeld()) return;
      const closesAtMs = board.closesAtMs(job.latest.origin) ?? Number.POSITIVE_INFINITY;
      const isClosing = last === 'closing' || clock.now() >= closesAtMs;
      if (!isDrawn(job, isClosing)) await draw(job, isClosing);
      drawn.release(jobId);
    },
    async finish(jobId) {
      await end(jobId);
      drawn.forget(jobId);
    },
    async close() {
      isClosed = true;
      await Promise.all([...watched.keys()].map(end));
    },
  };
}
