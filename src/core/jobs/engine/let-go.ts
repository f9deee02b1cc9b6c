import type { JobContext, JobDependencies } from '../context/job-context.ts';
import type { Rest } from './run-job.ts';

type Needs = Pick<JobDependencies, 'clock' | 'platform'>;

/**
 * Falls silent about a job after a run, before it is released: from then on only its next holder draws.
 *
 * A message that can't be edited for ever must say how to get the result before that. A job that rests then is
 * woken for it, or says so now if its stage must not run that early.
 *
 * @returns when the job is next due; `null` if never. An interrupted job is due immediately.
 */
export async function letGo(context: JobContext, needs: Needs, end: Rest): Promise<number | null> {
  const nowMs = needs.clock.now();
  if (end.kind !== 'waiting') {
    await context.letGo('latest');
    return end.kind === 'over' ? null : nowMs;
  }
  const { untilMs, mayWakeEarlier = false } = end;
  const closesAtMs = closingOf(context, needs);
  const isOpenUntilThen =
    closesAtMs === undefined || closesAtMs <= nowMs || (untilMs !== null && closesAtMs >= untilMs);
  await context.letGo(isOpenUntilThen || mayWakeEarlier ? 'latest' : 'closing');
  return isOpenUntilThen || !mayWakeEarlier ? untilMs : closesAtMs;
}

function closingOf({ job, log }: JobContext, { platform }: Needs): number | undefined {
  try {
    return platform(job.origin.platform).adapter.closesAtMs?.(job.origin);
  } catch (error) {
    // The platform doesn't run in this process, so the job was shown nowhere.
    log.debug({ error }, 'progress-not-shown');
    return undefined;
  }
}
