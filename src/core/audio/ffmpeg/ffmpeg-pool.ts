import PQueue from 'p-queue';
import type { FfmpegOutcome } from './ffmpeg-outcome.ts';
import { type FfmpegHost, type FfmpegRun, runFfmpeg } from './run-ffmpeg.ts';

/** Runs ffmpeg, never more than `concurrency` processes at a time. */
export interface FfmpegPool {
  /**
   * Waits for a free slot, then runs.
   *
   * @throws as `runFfmpeg`; the signal's reason if it aborts while queued.
   */
  run(run: FfmpegRun, signal: AbortSignal): Promise<FfmpegOutcome>;
}

/** Creates the pool that all ffmpeg runs share. */
export function createFfmpegPool(host: FfmpegHost, concurrency: number): FfmpegPool {
  const queue = new PQueue({ concurrency: Math.max(1, Math.floor(concurrency)) });
  return {
    async run(run, signal) {
      signal.throwIfAborted();
      // p-queue frees the slot of an aborted task while it still runs, so it gets the signal only while
      // queued.
      const inLine = new AbortController();
      const leave = (): void => inLine.abort(signal.reason);
      signal.addEventListener('abort', leave, { once: true });
      try {
        return await queue.add(
          () => {
            signal.removeEventListener('abort', leave);
            return runFfmpeg(host, run, signal);
          },
          { signal: inLine.signal },
        );
      } finally {
        signal.removeEventListener('abort', leave);
      }
    },
  };
}
