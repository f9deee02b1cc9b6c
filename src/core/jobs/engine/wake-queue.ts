import type { Job } from '../../model/job/job.ts';
import type { QueueSlots } from '../../ports/store.ts';
import type { JobDependencies, JobLimits } from '../context/job-context.ts';

/** How many jobs may be past the line at once. */
export function placesOf({ maxJobsPerTenant, maxJobsPerMember }: JobLimits): QueueSlots {
  return { perTenant: maxJobsPerTenant, perMember: maxJobsPerMember };
}

/**
 * Wakes those whose turn it is once a job has left its place. Whoever is missed looks by itself a little later.
 *
 * @returns how many are awake now.
 */
export async function wakeQueue({ store, jobLimits, clock }: JobDependencies, left: Job): Promise<number> {
  const turns = await store.jobs.turns(left.origin.tenant, placesOf(jobLimits));
  for (const next of turns) await store.jobs.wake(next, clock.now());
  return turns.length;
}
