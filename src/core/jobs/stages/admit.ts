import type { Run, Step } from '../run.ts';

/** How long a job in line sleeps unless a place becomes free. Bounds the wait when a wake-up was lost. */
const LINE_POLL_MS = 10_000;

class LineIsFull extends Error {}

/** Lets a job past the line when its tenant and its member have a place free. */
export async function admit(run: Run): Promise<Step> {
  const { tenant, member } = run.job.origin;
  try {
    await run.save('admitted', (job) => ({ ...job, work: { stage: 'input' } }), {
      within: async ({ jobs }) => {
        // Counted inside the transaction that takes the place, so two jobs cannot take the last one.
        const busy = await jobs.inFlight(tenant, member);
        if (busy.tenant >= run.caps.maxJobsPerTenant || busy.member >= run.caps.maxJobsPerMember) {
          throw new LineIsFull();
        }
      },
    });
    run.show();
    return 'go-on';
  } catch (error) {
    if (!(error instanceof LineIsFull)) throw error;
    run.show();
    return { waitUntilMs: run.clock.now() + LINE_POLL_MS };
  }
}
