import { listed, retry } from '../../async/retry.ts';
import { StaleJobError } from '../../model/save-errors.ts';
import { HoldLostError, type TakenJob } from '../../ports/store.ts';
import { createJobContext } from '../context/create-job-context.ts';
import { isStoreDown } from '../context/is-store-down.ts';
import type { JobContext, JobDependencies, RunSlot } from '../context/job-context.ts';
import { recordFailedRun } from './failed-runs.ts';
import { letGo } from './let-go.ts';
import type { Life } from './process-life.ts';
import { runJob } from './run-job.ts';
import type { Slot } from './slots.ts';
import { wakeQueue } from './wake-queue.ts';

/** How long a job rests whose run the database has ended. */
const STORE_PAUSE_MS = 30_000;
const RELEASE_AGAIN = listed(1_000, 5_000, 15_000);

/** Where a job runs. */
interface Place {
  readonly holder: Life;
  /** Aborts when the process drains. */
  readonly stop: AbortSignal;
  readonly slot: Slot;
}

/** Runs a job that this process has taken until it rests, and releases it. Never rejects. */
export async function runHeldJob(
  dependencies: JobDependencies,
  taken: TakenJob,
  { holder, stop, slot }: Place,
): Promise<void> {
  const { store, folders, clock, log } = dependencies;
  const { id, hold, job } = taken;

  /**
   * The process is alive, so a job it does not release would be held for as long as that. Once the hold is lost or
   * the process stops, the job is freed with the process.
   */
  const release = (how: () => Promise<unknown>): Promise<void> =>
    retry(how, {
      signal: AbortSignal.any([stop, holder.lost]),
      pauses: { clock, ms: RELEASE_AGAIN },
      onRetry: (error) => log.error({ job: id, error }, 'release-failed'),
    }).then(
      () => undefined,
      (error: unknown) => log.error({ job: id, error }, 'release-given-up'),
    );
  const waiting = async (how: () => Promise<unknown>): Promise<void> => {
    slot.onPark(true);
    await release(how);
    slot.onPark(false);
  };
  const fail = (error: unknown): Promise<void> => waiting(() => recordFailedRun(dependencies, taken, error));

  if (job === undefined) return fail(new Error('The record cannot be read'));

  const wakeNext = (): Promise<void> =>
    // Best effort: the queues are swept too, only later.
    wakeQueue(dependencies, job.origin.tenant).catch((error: unknown) =>
      log.warn({ error }, 'line-not-woken'),
    );
  const run: RunSlot = {
    signal: AbortSignal.any([stop, holder.lost]),
    lost: holder.lost,
    isHeld: holder.isHeld,
    isCrowded: slot.isCrowded,
    onPark: slot.onPark,
    onPlaceLeft: wakeNext,
  };
  const context = createJobContext(dependencies, { hold, job }, run);
  const rest = (wakeAtMs: number | null, to?: string): Promise<void> => {
    const { version } = context.job;
    return release(() =>
      store.jobs.rest({ id, hold, version, wakeAtMs, ...(to === undefined ? {} : { to }) }),
    );
  };
  /** Before the job is released: the next run may begin right after. */
  const sealFiles = (): Promise<void> =>
    folders.seal(id).catch((error: unknown) => context.log.error({ error }, 'files-not-sealed'));
  try {
    await folders.open(id);
    const end = await runJob(context, dependencies, run);
    const wakeAtMs = await letGo(context, dependencies, end);
    await sealFiles();
    await rest(wakeAtMs, end.kind === 'handed-over' ? end.to : undefined);
    if (end.kind === 'over') await releaseUnusedKey(context, dependencies);
    // Its turn may have come while it was being sent back.
    if (end.kind === 'waiting' && end.untilMs === null) await wakeNext();
  } catch (error) {
    await context.letGo('nothing');
    await sealFiles();
    if (error instanceof HoldLostError || error instanceof StaleJobError) {
      context.log.warn({ error }, 'run-superseded');
      await rest(clock.now());
    } else if (isStoreDown(error)) {
      context.log.error({ error }, 'run-failed');
      await rest(clock.now() + STORE_PAUSE_MS);
    } else {
      context.log.error({ error }, 'run-failed');
      await fail(error);
    }
  }
}

/** Best effort: the sweep does it too. */
async function releaseUnusedKey(
  { job: { keyId }, log }: JobContext,
  { releaseKey }: JobDependencies,
): Promise<void> {
  if (keyId === undefined) return;
  await releaseKey(keyId).catch((error: unknown) => log.warn({ error }, 'key-not-released'));
}
