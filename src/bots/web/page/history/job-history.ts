import type { JobView } from '../../protocol/view.ts';
import { Refusal, readJob, readTimeline } from '../server/api.ts';

const PAGE_SIZE = 30;
/** The most that the server returns at once. */
const MOST_AT_ONCE = 300;

/** Where the jobs are shown. */
export interface JobShelf {
  putJob(job: JobView): void;
  putEarlier(jobs: readonly JobView[]): void;
  removeJob(jobId: string): void;
  jobs(): readonly JobView[];
  setLoaded(hasEarlier: boolean): void;
}

/** Reads jobs from the server, page by page. */
export interface JobHistory {
  /** Reads again what is shown, after a break. @throws {Refusal} */
  refresh(): Promise<void>;
  /** Reads the page before the oldest one. @throws {Refusal} */
  earlier(): Promise<void>;
  /** Reads a job by itself, unless it’s shown. @throws {Refusal} */
  require(jobId: string): Promise<void>;
}

/** Creates the history without any job. */
export function createJobHistory(shelf: JobShelf): JobHistory {
  let cursor: string | undefined;
  let loaded = PAGE_SIZE;
  let isFirst = true;
  let reading: Promise<void> | undefined;
  /** Jobs that are shown though the pages don’t reach back to them. */
  const apart = new Set<string>();

  async function readEarlier(): Promise<void> {
    if (cursor === undefined) return;
    const page = await readTimeline(PAGE_SIZE, cursor);
    loaded += PAGE_SIZE;
    cursor = page.earlier;
    shelf.putEarlier(page.jobs);
    shelf.setLoaded(cursor !== undefined);
  }

  return {
    async refresh() {
      // A job that starts while the list is on its way is not in it, and stays.
      const shown = shelf.jobs();
      const { jobs, earlier } = await readTimeline(Math.min(loaded, MOST_AT_ONCE));
      const found = new Set(jobs.map(({ id }) => id));
      const oldestMs = earlier === undefined ? 0 : (jobs[0]?.createdAtMs ?? 0);
      for (const { id, createdAtMs } of shown) {
        if (createdAtMs >= oldestMs && !found.has(id) && !apart.has(id)) shelf.removeJob(id);
      }
      for (const job of jobs) shelf.putJob(job);
      if (isFirst || loaded <= MOST_AT_ONCE) cursor = earlier;
      isFirst = false;
      shelf.setLoaded(cursor !== undefined);
    },
    earlier() {
      // A second click must not read the same page twice.
      reading ??= readEarlier().finally(() => {
        reading = undefined;
      });
      return reading;
    },
    async require(jobId) {
      if (shelf.jobs().some(({ id }) => id === jobId)) return;
      const job = await readJob(jobId);
      apart.add(jobId);
      shelf.putEarlier([job]);
    },
  };
}

/** Whether a request failed because the job isn’t there, or isn’t the visitor’s to see. */
export function isMissing(error: unknown): boolean {
  return error instanceof Refusal && error.status === 404;
}
