import type { Origin } from '../../../core/model/job/origin.ts';
import type { Progress } from '../../../core/ports/delivery.ts';

/** What was drawn of each job last, so that a job that rests and goes on is not drawn the same again. */
export interface DrawnProgress {
  put(origin: Origin, progress: Progress, isClosing: boolean, nowMs: number): void;
  /**
   * Whether the job's message shows this. After {@link release} only for the same version of the record: a process
   * that held the job since may have drawn another one.
   */
  has(origin: Origin, progress: Progress, isClosing: boolean): boolean;
  /** When the job's message was last drawn; long ago if it wasn't. */
  atMs(origin: Origin, progress: Progress): number;
  /** Notes that another process may draw from now on. */
  release(jobId: string): void;
  forget(jobId: string): void;
}

interface Drawn {
  readonly place: string;
  readonly shown: string;
  readonly version: number;
  readonly atMs: number;
  readonly isReleased: boolean;
}

/** A forgotten one costs an edit that changes nothing. */
const MOST_JOBS = 2_000;

/** Creates the memory, empty. */
export function createDrawnProgress(): DrawnProgress {
  const drawn = new Map<string, Drawn>();
  const lastIn = ({ reply }: Origin, { jobId }: Progress): Drawn | undefined => {
    const last = drawn.get(jobId);
    return last?.place === reply ? last : undefined;
  };
  return {
    put(origin, progress, isClosing, atMs) {
      const { jobId, version } = progress;
      drawn.delete(jobId);
      const shown = shownBy(progress, isClosing);
      drawn.set(jobId, { place: origin.reply, shown, version, atMs, isReleased: false });
      const [oldest] = drawn.keys();
      if (drawn.size > MOST_JOBS && oldest !== undefined) drawn.delete(oldest);
    },
    has(origin, progress, isClosing) {
      const last = lastIn(origin, progress);
      if (last?.shown !== shownBy(progress, isClosing)) return false;
      return !last.isReleased || last.version === progress.version;
    },
    atMs: (origin, progress) => lastIn(origin, progress)?.atMs ?? Number.NEGATIVE_INFINITY,
    release(jobId) {
      const last = drawn.get(jobId);
      if (last !== undefined) drawn.set(jobId, { ...last, isReleased: true });
    },
    forget: (jobId) => void drawn.delete(jobId),
  };
}

function shownBy({ version: _version, ...seen }: Progress, isClosing: boolean): string {
  return JSON.stringify({ ...seen, isClosing });
}
