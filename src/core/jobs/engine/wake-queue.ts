import type { Job } from '../../model/job/job.ts';
import type { QueueSlots } from '../../ports/store.ts';
import type { JobDependencies, JobLimits } from '../context/job-context.ts';

/** Returns how many admitted jobs a tenant and a member may have running together. */
export function placesOf({ maxJobsPerTenant, maxJobsPerMember }: JobLimits): QueueSlots {
  return { perTenant: maxJobsPerTenant, perMember: maxJobsPerMember };
}

/**
 * Wakes the jobs whose turn it is after one has left its slot. A missed job checks for itself a little later.
 *
 * @returns how many were woken.
 */
export async function wakeQueue({ store, jobLimits, clock }: JobDependencies, left: Job): Promise<number> {
  const turns = await store.jobs.turns(left.origin.tenant, placesOf(jobLimits));
  for (const next of turns) await store.jobs.wake(next, clock.now());
  return turns.length;
}
