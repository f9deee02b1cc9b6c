import { BotError } from '../../model/errors.ts';
import type { Log } from '../../ports/log.ts';
import type { JobRecords } from '../../ports/store.ts';
import type { DeadJobCommands } from '../dead/dead-job-commands.ts';
import type { MemberJobs } from '../manage/member-jobs.ts';
import type { OwnerVerb } from './owner-verbs.ts';

/**
 * Carries out an owner's action, and logs it.
 *
 * @param by the acting owner, as in `origin.member`.
 * @returns `false` if the job is no longer one that this can be done to.
 * @throws {BotError} what {@link MemberJobs} throws for `waive` and `cancel`.
 */
export type OwnerActions = (verb: OwnerVerb, jobId: string, by: string) => Promise<boolean>;

/** Creates {@link OwnerActions} from what the commands for owners use. The caller checks the permission. */
export function createOwnerActions(parts: {
  readonly deadJobs: DeadJobCommands;
  readonly memberJobs: Pick<MemberJobs, 'waive' | 'cancel'>;
  readonly records: Pick<JobRecords, 'get'>;
  readonly log: Log;
}): OwnerActions {
  const { deadJobs, memberJobs, records, log } = parts;

  const carryOut = async (verb: OwnerVerb, id: string, by: string): Promise<boolean> => {
    if (verb === 'replay' || verb === 'drop') return (await deadJobs({ verb, id })).ok;
    if (verb === 'waive') await memberJobs.waive(id, by);
    else await memberJobs.cancel(id, await originOf(id));
    return true;
  };

  /** Members cancel only their own jobs, so an owner cancels in the place of its member. */
  const originOf = async (id: string) => {
    const job = await records.get(id);
    if (job !== undefined) return job.origin;
    throw new BotError('job-unknown', 'No such job', { facts: { job: id.slice(0, 40) } });
  };

  return async (verb, jobId, by) => {
    try {
      const ok = await carryOut(verb, jobId, by);
      log.info({ job: jobId, verb, by, ok }, 'owner-action');
      return ok;
    } catch (error) {
      log.info({ job: jobId, verb, by, ok: false, error }, 'owner-action');
      throw error;
    }
  };
}
