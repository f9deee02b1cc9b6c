import type { Job } from '../../model/job/job.ts';
import type { Origin } from '../../model/job/origin.ts';
import type { JobRequest } from '../../model/job/request.ts';
import type { MicroDollars } from '../../model/money/money.ts';
import type { QueuePlace } from '../context/queue-place.ts';
import type { Waive } from '../money/waive.ts';

/** What a member can do with jobs. Members see only their own jobs of the tenant they ask from. */
export interface MemberJobs {
  /**
   * Stores a job; from here on it is carried through, whatever happens to the process.
   *
   * @param requestId identifies the request permanently. The same request is the same job: if it is stored, it is
   *   returned as it is.
   * @throws {BotError} `queue-full` if too many jobs of the member are waiting, as for every new job;
   * `start-unsure` when the database doesn't say whether it was stored.
   */
  start(request: JobRequest, title: string, origin: Origin, requestId?: string): Promise<Job>;
  /**
   * Starts one job for a button, which may be pressed twice or arrive as a repeated event.
   *
   * @param requestId as of {@link start}.
   * @throws {BotError} `job-asked-already` naming the job, while it is under way and for a minute after it
   * began.
   */
  startOnce(request: JobRequest, title: string, origin: Origin, requestId?: string): Promise<Job>;
  /** Returns the member's jobs, newest first. */
  list(origin: Origin, limit: number): Promise<readonly Job[]>;
  /**
   * Returns one of the member's jobs.
   *
   * @throws {BotError} `job-unknown`, `job-not-yours`.
   */
  find(id: string, origin: Origin): Promise<Job>;
  /**
   * Returns a job whose result the member may continue from: their own, or one visible to the whole tenant.
   *
   * @throws {BotError} `source-gone` for a job that is not, or no longer, stored; `job-not-yours`.
   */
  shared(id: string, origin: Origin): Promise<Job>;
  /** Returns where a job stands in its queue. */
  placeInLine(job: Job): Promise<QueuePlace>;
  /**
   * Posts the result again, where the caller asks; downloads it from AudioPod again when the files are gone.
   * Two requests post once: the second is refused until the first is posted. If requested from another
   * channel before it was posted, it goes to the latest one.
   *
   * @throws {BotError} `job-not-finished`, `job-no-result`, `own-key-gone` and what {@link find} throws.
   */
  fetch(id: string, origin: Origin): Promise<Job>;
  /**
   * Cancels a job that AudioPod has not finished. Once this resolves, nothing more of it is submitted, and
   * AudioPod is asked to stop what it has.
   *
   * @throws {BotError} `job-already-over`, `job-too-late-to-cancel` and what {@link find} throws.
   */
  cancel(id: string, origin: Origin): Promise<Job>;
  /**
   * Confirms the price of a job that waits for it, and that a voice may be cloned. Confirming again changes
   * nothing.
   *
   * @param price the one that was shown.
   * @throws {BotError} `price-changed` with `needed`, `job-already-over` and what {@link find} throws.
   */
  confirm(id: string, price: MicroDollars, origin: Origin): Promise<Job>;
  /** Waives an unconfirmed charge, of any member's job. For bot owners. */
  readonly waive: Waive;
  /**
   * Starts a new job with the same request. Two requests start one: the second is refused until the first is
   * over, and for a minute after it began unless it failed, because each one costs.
   *
   * @param requestId as of {@link start}.
   * @throws {BotError} `job-not-finished`, `job-tried-again` and what {@link find} throws.
   */
  retry(id: string, origin: Origin, requestId?: string): Promise<Job>;
}
