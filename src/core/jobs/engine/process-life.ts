import type { Clock } from '../../async/clock.ts';
import { newId } from '../../model/job/new-job.ts';
import type { Log } from '../../ports/log.ts';
import type { Store } from '../../ports/store.ts';

/** This process as the holder of jobs, as far as it can know. */
export interface Life {
  /** What its jobs are held by. */
  readonly id: string;
  /** Aborts once the process may count as dead: another one may have its jobs now. */
  readonly lost: AbortSignal;
  /** Whether it certainly still counts as alive, also if the process was stopped for a while just now. */
  isHeld(): boolean;
}

/** Keeps this process alive in the eyes of the others. */
export interface ProcessLife {
  /** The current life. After a loss the process goes on with another one, and so with none of its old jobs. */
  current(): Life;
  start(): Promise<void>;
  /** Stops the renewals. The life lasts for as long as it was last renewed. */
  stop(): Promise<void>;
  /** Ends the life: what it still holds is free immediately. */
  leave(): Promise<void>;
}

/** Creates the life in a store of one process, which nobody can take it from. */
export function createOnlyLife(jobs: Pick<Store['jobs'], 'freeAll'>): ProcessLife {
  const life: Life = { id: newId(), lost: new AbortController().signal, isHeld: () => true };
  const nothing = async (): Promise<void> => {};
  // The previous holder is gone.
  return { current: () => life, start: () => jobs.freeAll(), stop: nothing, leave: nothing };
}

/**
 * Creates a life among several processes. It is renewed in the database, whose clock decides when it ends. The
 * process itself counts from before each renewal, on its own clock, and treats it as lost a little earlier.
 */
export function createSharedLife(parts: {
  readonly processes: Store['processes'];
  readonly clock: Clock;
  readonly log: Log;
  readonly aliveMs: number;
}): ProcessLife {
  const { processes, clock, log, aliveMs } = parts;
  const sureMs = aliveMs - aliveMs / 6;
  const stopped = new AbortController();
  let lost = new AbortController();
  let sureUntilMs = Number.NEGATIVE_INFINITY;
  let life = lifeOf(newId());
  let loop: Promise<unknown> = Promise.resolve();

  function lifeOf(id: string): Life {
    const { signal } = lost;
    return { id, lost: signal, isHeld: () => !signal.aborted && clock.now() < sureUntilMs };
  }

  const lose = (why: string): void => {
    if (lost.signal.aborted) return;
    log.warn({ process: life.id, why }, 'holds-lost');
    lost.abort(new Error(`This process no longer holds its jobs: ${why}`));
  };

  const enter = async (): Promise<void> => {
    const id = newId();
    const beganMs = clock.now();
    await processes.enter(id, aliveMs);
    lost = new AbortController();
    sureUntilMs = beganMs + sureMs;
    life = lifeOf(id);
    // `jobs.held_by` names a process by it.
    log.info({ process: id }, 'holds-begun');
  };

  const renew = async (): Promise<void> => {
    if (lost.signal.aborted) return enter();
    const beganMs = clock.now();
    if (!(await processes.renew(life.id, aliveMs))) lose('declared dead');
    else if (beganMs < sureUntilMs) sureUntilMs = beganMs + sureMs;
  };

  const renewals = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      const isRenewed = await renew().then(
        () => !lost.signal.aborted,
        (error: unknown) => {
          log.warn({ error }, 'life-renewal-failed');
          return false;
        },
      );
      await clock.sleep(aliveMs / (isRenewed ? 6 : 30), stopped.signal).catch(() => undefined);
    }
  };

  const watch = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      if (clock.now() >= sureUntilMs) lose('not renewed in time');
      const waitMs = lost.signal.aborted ? aliveMs / 30 : sureUntilMs - clock.now();
      await clock.sleep(Math.max(waitMs, 1), stopped.signal).catch(() => undefined);
    }
  };

  return {
    current: () => life,
    async start() {
      await enter();
      loop = Promise.all([renewals(), watch()]);
    },
    async stop() {
      stopped.abort();
      await loop;
    },
    leave: () => processes.leave(life.id),
  };
}
