import type { Clock } from '../../../core/async/clock.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import type { Progress } from '../../../core/ports/delivery.ts';
import type { Log } from '../../../core/ports/log.ts';

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

/** Shows progress at a limited rate: only the latest update counts, older ones are dropped. */
export interface ProgressPace {
  show(origin: Origin, progress: Progress): void;
  /** Resolves when no update of this job is running or will follow. */
  finish(jobId: string): Promise<void>;
  close(): Promise<void>;
}

interface Watched {
  readonly place: string;
  readonly stop: AbortController;
  readonly done: Promise<void>;
  latest: { readonly origin: Origin; readonly progress: Progress };
  /** Called when there is an update to show. */
  ring: () => void;
}

/** @param board draws the updates; each job has one message at a time, the newest its origin names. */
export function createProgressPace(board: ProgressBoard, clock: Clock, log: Log): ProgressPace {
  const watched = new Map<string, Watched>();
  let isClosed = false;

  const follow = async (job: Watched): Promise<void> => {
    const { signal } = job.stop;
    const closesAtMs = board.closesAtMs(job.latest.origin) ?? Number.POSITIVE_INFINITY;
    let shown: string | undefined;
    const draw = async (isClosing: boolean): Promise<void> => {
      const { origin, progress } = job.latest;
      shown = JSON.stringify(progress);
      await board.draw(origin, progress, isClosing).catch((error: unknown) => {
        if (!signal.aborted) log.debug({ error, job: progress.jobId }, 'progress-not-shown');
      });
    };
    while (!signal.aborted && clock.now() < closesAtMs) {
      const rung = new Promise<void>((resolve) => {
        job.ring = resolve;
      });
      if (JSON.stringify(job.latest.progress) === shown) await rungOrClosing(rung, closesAtMs, signal);
      else {
        await draw(false);
        await pause(Math.min(MIN_GAP_MS, closesAtMs - clock.now()), signal);
      }
    }
    if (!signal.aborted && closesAtMs !== Number.POSITIVE_INFINITY) await draw(true);
  };

  const rungOrClosing = async (rung: Promise<void>, atMs: number, signal: AbortSignal): Promise<void> => {
    const over = new AbortController();
    const either = AbortSignal.any([signal, over.signal]);
    await Promise.race([rung, pause(Math.min(atMs - clock.now(), 3_600_000), either)]);
    over.abort();
  };

  const pause = (durationMs: number, signal: AbortSignal): Promise<void> =>
    clock.sleep(durationMs, signal).catch(() => {});

  const begin = (origin: Origin, progress: Progress): void => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const job: Watched = {
      place: origin.reply,
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

  const end = async (jobId: string): Promise<void> => {
    const job = watched.get(jobId);
    watched.delete(jobId);
    job?.stop.abort();
    await job?.done;
  };

  return {
    show(origin, progress) {
      if (isClosed) return;
      const job = watched.get(progress.jobId);
      if (job === undefined) begin(origin, progress);
      else if (job.place === origin.reply) {
        job.latest = { origin, progress };
        job.ring();
      } else {
        job.stop.abort();
        begin(origin, progress);
      }
    },
    finish: end,
    async close() {
      isClosed = true;
      await Promise.all([...watched.keys()].map(end));
    },
  };
}
