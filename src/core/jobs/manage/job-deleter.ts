import { type Accounts, accountOf } from '../../accounts/provider-account.ts';
import type { Clock } from '../../async/clock.ts';
import { BotError } from '../../model/errors.ts';
import { stamp } from '../../model/job/history.ts';
import { isJobOver, type Job } from '../../model/job/job.ts';
import type { Origin } from '../../model/job/origin.ts';
import type { Service } from '../../model/service.ts';
import type { Log } from '../../ports/log.ts';
import type { AudioPod } from '../../ports/provider.ts';
import type { JobService } from '../../ports/provider-services.ts';
import type { Store } from '../../ports/store.ts';
import { changeNewest } from '../context/change-newest.ts';
import type { Folders } from '../context/folders.ts';
import type { MemberJobs } from './member-jobs.ts';
import { redactJob } from './redact-job.ts';

/** How many of a member's jobs were deleted. */
export interface Erasure {
  readonly erased: number;
  /** Jobs that are not over, or that AudioPod did not delete. Another request may delete them. */
  readonly left: number;
}

/** How many of a tenant's jobs were deleted. */
export interface TenantJobErasure extends Erasure {
  /** Jobs that are not over; `left` doesn't count them. */
  readonly running: number;
}

/**
 * Deletes finished jobs: AudioPod's copies, files on the disk, and everything in the record except who
 * requested which service, when, and the money. A deleted job counts as unknown. The ledger is not touched.
 */
export interface JobDeleter {
  /**
   * Deletes one job.
   *
   * @returns whether AudioPod's copies are gone as well. It offers no way to delete speech, and nothing can
   * be deleted in an account whose key is gone.
   * @throws {BotError} `job-not-finished`, `job-unknown`, `job-not-yours`, and an `audiopod-…` code when
   * AudioPod does not delete it; the record then stays unchanged.
   */
  erase(id: string, origin: Origin, signal: AbortSignal): Promise<Reach>;
  /**
   * Deletes all of the member's finished jobs of this tenant, and has their id replaced in what is left: the money of
   * jobs, and who changed rules.
   */
  eraseAll(origin: Origin, signal: AbortSignal): Promise<Erasure>;
  /** Deletes all finished jobs of a tenant, of all its members, until the signal aborts. */
  eraseTenant(tenant: string, signal: AbortSignal): Promise<TenantJobErasure>;
}

/** How far a deletion went. */
export type Reach = 'everywhere' | 'here' | 'key-gone';

/** More than any member starts before records are removed for their age. */
const MOST_JOBS = 10_000;
const JOBS_AT_ONCE = 200;

/** Creates a {@link JobDeleter}. */
export function createJobDeleter(parts: {
  readonly store: Pick<Store, 'jobs' | 'forgotten'>;
  readonly memberJobs: Pick<MemberJobs, 'find' | 'list'>;
  readonly accounts: Accounts;
  readonly folders: Pick<Folders, 'removeTemp' | 'removeUndelivered'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Called with the ids of deleted jobs, so that adapters drop what they kept for them. */
  readonly onErased: (jobIds: readonly string[]) => Promise<void>;
}): JobDeleter {
  const { store, memberJobs, folders, clock, log } = parts;

  /** Returns the id of the AudioPod job that a retry has taken over: it is deleted with that retry. */
  const takenOverBy = async (retriedAs: string | undefined): Promise<string | undefined> => {
    const again = retriedAs === undefined ? undefined : await store.jobs.get(retriedAs);
    return again?.erased === true ? undefined : again?.remakes;
  };

  const eraseThere = async (job: Job, signal: AbortSignal): Promise<Reach> => {
    const { keyId, submissions } = job;
    if (submissions.length === 0) return 'everywhere';
    const takenOver = await takenOverBy(job.retriedAs);
    try {
      using account = await accountOf(parts.accounts, keyId);
      const services = removersOf(account.audiopod);
      for (const { service, providerId } of submissions) {
        if (providerId !== takenOver) await services[service]?.remove(providerId, signal);
      }
      return submissions.every(({ service }) => services[service] !== undefined) ? 'everywhere' : 'here';
    } catch (error) {
      if (error instanceof BotError && error.code === 'own-key-gone') return 'key-gone';
      throw error;
    }
  };

  const eraseJob = async (job: Job, signal: AbortSignal): Promise<Reach> => {
    if (!isJobOver(job)) throw new BotError('job-not-finished', 'The job is not over');
    // At AudioPod first: without the record, its jobs could not be found again.
    const reach = await eraseThere(job, signal);
    await blank(store, job.id, clock);
    await folders.removeUndelivered(job.id);
    await folders.removeTemp(job.id);
    await parts.onErased([job.id]);
    return reach;
  };

  /** Deletes what it can of some jobs, and returns how many. */
  const eraseSome = async (jobs: readonly Job[], signal: AbortSignal): Promise<number> => {
    let erased = 0;
    for (const job of jobs) {
      if (signal.aborted) break;
      try {
        await eraseJob(job, signal);
        erased += 1;
      } catch (error) {
        // A job that cannot be deleted must not keep the others.
        if (!(error instanceof BotError) && !signal.aborted) throw error;
        log.info({ job: job.id, error }, 'job-not-erased');
      }
    }
    return erased;
  };

  return {
    erase: async (id, origin, signal) => eraseJob(await memberJobs.find(id, origin), signal),
    async eraseAll(origin, signal) {
      const jobs = await memberJobs.list(origin, MOST_JOBS);
      const erased = await eraseSome(jobs, signal);
      await store.forgotten.ask(origin, clock.now());
      return { erased, left: jobs.length - erased };
    },
    async eraseTenant(tenant, signal) {
      const sums = { erased: 0, running: 0, left: 0 };
      for (let before: Job | undefined; ; ) {
        const page = await store.jobs.list({ tenant, limit: JOBS_AT_ONCE, ...(before && { before }) });
        const over = page.filter(isJobOver);
        const erased = await eraseSome(over, signal);
        sums.erased += erased;
        sums.running += page.length - over.length;
        sums.left += over.length - erased;
        before = page.at(-1);
        if (before === undefined || page.length < JOBS_AT_ONCE) return sums;
      }
    },
  };
}

/** The services whose jobs AudioPod can delete. Speech cannot be deleted; a voice is deleted separately. */
function removersOf(audiopod: AudioPod): Readonly<Partial<Record<Service, Pick<JobService, 'remove'>>>> {
  const { stems, music, transcription, speaker, denoiser } = audiopod;
  return { stems, music, transcription, diarization: speaker, denoise: denoiser };
}

async function blank({ jobs }: Pick<Store, 'jobs'>, id: string, clock: Clock): Promise<void> {
  await changeNewest(async () => {
    const job = await jobs.get(id);
    // Removed for its age, or deleted by a concurrent request.
    if (job === undefined || job.erased) return;
    // Its result was requested again in the meantime and is on its way.
    if (!isJobOver(job)) throw new BotError('job-not-finished', 'The job is no longer over');
    await jobs.save({ ...redactJob(job), ...stamp(job.history, 'erased', clock.now()) }, null);
  });
}
