import type { JobRecords } from '../store/store.ts';
import type { Job } from './job.ts';
import type { Caps, Workshop } from './run.ts';

/** More than ever stand in one line; a bound only so that one query cannot grow without end. */
const LONGEST_LINE = 1_000;

/**
 * Ids of the jobs in line whose turn it is: the longest waiting first, passing over members who have no place free
 * themselves, and no more than the tenant has places.
 */
export async function turnsInLine(
  jobs: Pick<JobRecords, 'waiting' | 'inFlight'>,
  caps: Pick<Caps, 'maxJobsPerTenant' | 'maxJobsPerMember'>,
  tenant: string,
): Promise<readonly string[]> {
  const turns: string[] = [];
  const placesOf = new Map<string, number>();
  let places = Number.POSITIVE_INFINITY;
  for (const { id, member: who } of await jobs.waiting(tenant, LONGEST_LINE)) {
    let own = placesOf.get(who);
    if (own === undefined) {
      // Once for each member: one may have hundreds in line.
      const inFlight = await jobs.inFlight(tenant, who);
      places = caps.maxJobsPerTenant - inFlight.tenant;
      own = caps.maxJobsPerMember - inFlight.member;
    }
    if (turns.length >= places) break;
    if (own > 0) turns.push(id);
    placesOf.set(who, own - 1);
  }
  return turns;
}

/** Wakes those whose turn it is once a job has left its place. Whoever is missed looks by itself a little later. */
export async function wakeLine({ store, caps, clock }: Workshop, left: Job): Promise<void> {
  for (const next of await turnsInLine(store.jobs, caps, left.origin.tenant)) {
    await store.jobs.wake(next, clock.now());
  }
}
