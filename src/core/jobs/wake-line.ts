import type { Job } from './job.ts';
import type { Workshop } from './run.ts';

/**
 * Wakes those whose turn it is once a job of their tenant has left its place: the longest waiting first, passing
 * over members who have no place free themselves, and no more than there are places. Whoever is missed looks by
 * itself a little later.
 */
export async function wakeLine({ store, caps, clock }: Workshop, left: Job): Promise<void> {
  const { tenant, member } = left.origin;
  const inFlight = await store.jobs.inFlight(tenant, member);
  let places = caps.maxJobsPerTenant - inFlight.tenant;
  if (places <= 0) return;
  const placesOf = new Map([[member, caps.maxJobsPerMember - inFlight.member]]);
  for (const next of await store.jobs.waiting(tenant, caps.maxJobsPerTenant)) {
    const who = next.origin.member;
    const own = placesOf.get(who) ?? caps.maxJobsPerMember - (await store.jobs.inFlight(tenant, who)).member;
    placesOf.set(who, own - 1);
    if (own <= 0) continue;
    await store.jobs.wake(next.id, clock.now());
    places -= 1;
    if (places === 0) return;
  }
}
