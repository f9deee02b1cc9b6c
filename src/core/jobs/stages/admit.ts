import type { Run, Step } from '../run.ts';
import { turnsInLine } from '../wake-line.ts';

/** How long a job in front of the line sleeps unless a place becomes free. Bounds the wait when a wake-up was lost. */
const LINE_POLL_MS = 10_000;

class LineIsFull extends Error {}

/** Lets a job past the line when its tenant and its member have a place free. */
export async function admit(run: Run): Promise<Step> {
  try {
    await run.save('admitted', (job) => ({ ...job, work: { stage: 'input' } }), {
      within: async ({ jobs }) => {
        // Looked at inside the transaction that takes the place, so two jobs cannot take the last one, and a
        // newcomer cannot slip past those who stand in line.
        const turns = await turnsInLine(jobs, run.caps, run.job.origin.tenant);
        if (!turns.includes(run.job.id)) throw new LineIsFull();
      },
    });
    run.show();
    return 'go-on';
  } catch (error) {
    if (!(error instanceof LineIsFull)) throw error;
    run.show();
    // Those further back are woken when it is their turn, and looking before that is in vain: a line of a thousand
    // would do little else.
    const turnsAway = Math.floor((await run.store.jobs.waitingBefore(run.job)) / run.caps.maxJobsPerTenant);
    return { waitUntilMs: run.clock.now() + LINE_POLL_MS * (1 + turnsAway) };
  }
}
