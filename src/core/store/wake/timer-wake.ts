import type { Clock } from '../../async/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Taker } from '../../ports/wake.ts';
import { afterCommit } from '../database/transaction.ts';
import type { WakeQueue } from './wake-queue.ts';

/** Timers hold at most 2^31 ms. */
const LONGEST_SLEEP_MS = 3_600_000;
/** How long the wait for the next moment is if the database does not say when that is. */
const ASK_AGAIN_MS = 5_000;

/**
 * Returns in how long the first job is due that becomes due after a moment of this process's clock; `undefined`
 * if there is none.
 */
type NextDue = (afterMs: number) => Promise<number | undefined>;

/**
 * Creates a wake for a store of one process: one timer, for the earliest moment. All others are in the job table,
 * so ten thousand waiting jobs cost as little as one.
 */
export function createTimerWake(
  nextDueInMs: NextDue,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): WakeQueue {
  let nextAtMs = Number.POSITIVE_INFINITY;
  /** Ends the wait, because an earlier moment has become known. */
  let sooner = new AbortController();
  let stop = new AbortController();
  let loop: Promise<void> | undefined;

  const expect = (atMs: number): void => {
    if (atMs >= nextAtMs) return;
    nextAtMs = atMs;
    sooner.abort();
  };

  const findNext = async (afterMs: number): Promise<void> => {
    const inMs = await nextDueInMs(afterMs).catch((error: unknown) => {
      log.warn({ error }, 'next-wake-unknown');
      return ASK_AGAIN_MS;
    });
    if (inMs !== undefined) expect(clock.now() + inMs);
  };

  const run = async (taker: Taker, stopped: AbortSignal): Promise<void> => {
    while (!stopped.aborted) {
      const waitMs = nextAtMs - clock.now();
      if (waitMs > 0) {
        sooner = new AbortController();
        const ended = AbortSignal.any([stopped, sooner.signal]);
        await clock.sleep(Math.min(waitMs, LONGEST_SLEEP_MS), ended).catch(() => undefined);
        continue;
      }
      nextAtMs = Number.POSITIVE_INFINITY;
      // What is due already and not taken waits for a slot, and not for a moment.
      const lookedAtMs = clock.now();
      await taker.due();
      await findNext(lookedAtMs);
    }
  };

  const end = async (): Promise<void> => {
    stop.abort();
    await loop;
  };

  return {
    async at(db, _jobId, inMs, process) {
      // It is no other process that this timer wakes.
      if (process !== undefined) return;
      const atMs = clock.now() + inMs;
      afterCommit(db, () => expect(atMs));
    },
    async start(taker) {
      stop = new AbortController();
      nextAtMs = Number.NEGATIVE_INFINITY;
      loop = run(taker, stop.signal);
    },
    // Its timer is set by what the job table says.
    sweep: async () => undefined,
    stop: end,
    close: end,
  };
}
