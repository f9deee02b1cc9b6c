import { BotError } from '../../model/errors.ts';
import type { TakenJob } from '../../ports/store.ts';
import { translate } from '../../text/words.ts';
import type { JobDependencies } from '../context/job-context.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * How long a job rests after each run in a row that failed for no reason its stages know. When they are used up,
 * it is parked: what fails nine times in half a day needs a person.
 */
const PAUSES_MS = [30 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 6 * HOUR] as const;
const LONGEST_REASON = 300;

/** Counts a run that failed, and schedules another, or parks the job where owners find it. */
export async function recordFailedRun(
  { store, notifyOwners, log }: Pick<JobDependencies, 'store' | 'notifyOwners' | 'log'>,
  { id, hold }: TakenJob,
  error: unknown,
): Promise<void> {
  const reason = reasonOf(error).slice(0, LONGEST_REASON);
  const end = await store.jobs.fail({ id, hold, reason, pausesMs: PAUSES_MS });
  if (end !== 'parked') return;
  log.error({ job: id, reason }, 'job-parked');
  await notifyOwners({
    about: 'job-parked',
    everyMs: HOUR,
    text: translate('en', 'notice.job-parked', { job: id, times: PAUSES_MS.length + 1 }),
  });
}

function reasonOf(error: unknown): string {
  if (error instanceof BotError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
