import type { Clock } from '../../async/clock.ts';
import { runEvery } from '../../async/run-every.ts';
import type { Job } from '../../model/job/job.ts';
import type { Log } from '../../ports/log.ts';
import type { Store } from '../../ports/store.ts';

/** Tells the run of a job that its record was changed from outside, such as by a member who cancels it. */
export interface RecordChanges {
  /** Announces a change that this process saved beside the run. */
  announce(saved: Pick<Job, 'id' | 'version'>): void;
  /**
   * Calls back each time the record has a newer version than the run knows, also if it was saved just before
   * this call. Only a hint: the run reads the record itself.
   *
   * @returns disposing of it ends the calls.
   */
  listen(run: Listener): Disposable;
}

interface Listener {
  readonly id: string;
  /** Returns the version that the run knows. */
  readonly version: () => number;
  readonly onChange: () => void;
}

/** How soon a change saved by another process is noticed. */
const LOOK_EVERY_MS = 2_000;
/** How many announced changes are remembered for runs that begin to listen just after. */
const REMEMBERED = 1_000;

/** Creates {@link RecordChanges}. Where other processes may change records, it looks at versions regularly. */
export function createRecordChanges({
  store,
  clock,
  log,
}: {
  readonly store: Pick<Store, 'kind' | 'jobs'>;
  readonly clock: Clock;
  readonly log: Log;
}): RecordChanges {
  const listeners = new Map<string, Listener>();
  const announced = new Map<string, number>();
  let looking: AbortController | undefined;

  const tell = (id: string, version: number): void => {
    const listener = listeners.get(id);
    if (listener !== undefined && version > listener.version()) listener.onChange();
  };
  const look = async (): Promise<void> => {
    for (const [id, version] of await store.jobs.versions([...listeners.keys()])) tell(id, version);
  };
  const beginLooking = (): void => {
    if (store.kind === 'sqlite' || looking !== undefined) return;
    looking = new AbortController();
    const onFailure = (error: unknown): void => log.warn({ error }, 'record-versions-unread');
    void runEvery(LOOK_EVERY_MS, look, { clock, onFailure }, looking.signal);
  };

  return {
    announce({ id, version }) {
      announced.delete(id);
      announced.set(id, version);
      const [oldest] = announced.keys();
      if (announced.size > REMEMBERED && oldest !== undefined) announced.delete(oldest);
      tell(id, version);
    },
    listen(run) {
      listeners.set(run.id, run);
      beginLooking();
      tell(run.id, announced.get(run.id) ?? 0);
      return {
        [Symbol.dispose]() {
          if (listeners.get(run.id) === run) listeners.delete(run.id);
          if (listeners.size > 0) return;
          looking?.abort();
          looking = undefined;
        },
      };
    },
  };
}
