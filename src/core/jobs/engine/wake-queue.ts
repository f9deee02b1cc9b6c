import type { QueueSlots } from '../../ports/store.ts';
import type { JobDependencies, JobLimits } from '../context/job-context.ts';

/** Returns how many admitted jobs a tenant and a member may have running together. */
export function placesOf({ maxJobsPerTenant, maxJobsPerMember }: JobLimits): QueueSlots {
  return { perTenant: maxJobsPerTenant, perMember: maxJobsPerMember };
}

/** Wakes the queued jobs of a tenant whose turn it is. The others sleep until it is theirs. */
export async function wakeQueue(
  { store, jobLimits, clock }: Pick<JobDependencies, 'store' | 'jobLimits' | 'clock'>,
  tenant: string,
): Promise<void> {
  const turns = await store.jobs.turns(tenant, placesOf(jobLimits));
  for (const next of turns) await store.jobs.wake(next, clock.now());
}
