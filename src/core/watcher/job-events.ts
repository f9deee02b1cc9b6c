import type { Clock } from '../async/clock.ts';

/** Remembers which jobs AudioPod announced, and whether its announcements can be relied upon. */
export interface JobEvents {
  /** Records news about a job that is not watched: not yet, or no longer. */
  note(key: string): void;
  /** Whether there was news about a job shortly before its watch began. Forgets it. */
  takeEarly(key: string): boolean;
  /** Records that a job has ended, and whether there had been news about it. */
  ended(key: string, wasAnnounced: boolean): void;
  /** Whether there was news about each of the last jobs. One without it makes this false. */
  areReliable(): boolean;
}

/** How many jobs in a row prove that events arrive. */
const PROOF = 5;
/** An event may come a little later than the read that found the end. */
const GRACE_MS = 10_000;
const EARLY_KEPT_MS = 60_000;
const MOST_EARLY = 1_000;
const MOST_ENDED = 50;

/** Creates a memory that knows of no events, and so relies on none. */
export function createJobEvents(clock: Clock): JobEvents {
  const early = new Map<string, number>();
  const ended: { readonly key: string; readonly atMs: number; isAnnounced: boolean }[] = [];

  return {
    note(key) {
      const late = ended.findLast((one) => one.key === key);
      if (late !== undefined) {
        late.isAnnounced = true;
        return;
      }
      early.delete(key);
      early.set(key, clock.now());
      const [oldest] = early.keys();
      if (early.size > MOST_EARLY && oldest !== undefined) early.delete(oldest);
    },
    takeEarly(key) {
      const atMs = early.get(key);
      early.delete(key);
      return atMs !== undefined && clock.now() - atMs <= EARLY_KEPT_MS;
    },
    ended(key, wasAnnounced) {
      ended.push({ key, atMs: clock.now(), isAnnounced: wasAnnounced });
      if (ended.length > MOST_ENDED) ended.shift();
    },
    areReliable() {
      const nowMs = clock.now();
      const decided = ended.filter(({ isAnnounced, atMs }) => isAnnounced || nowMs - atMs >= GRACE_MS);
      const last = decided.slice(-PROOF);
      return last.length === PROOF && last.every(({ isAnnounced }) => isAnnounced);
    },
  };
}
