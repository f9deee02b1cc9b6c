import { accountOf } from '../../accounts/provider-account.ts';
import { readProviderJob } from '../../accounts/read-provider-job.ts';
import { isKeyRefused, type Job, type Submission, type Work } from '../../model/job/job.ts';
import { notifyOnce } from '../../notify/notify-once.ts';
import { type Recipient, recipientOf } from '../../ports/notices.ts';
import { translate } from '../../text/words.ts';
import type { JobContext, JobDependencies } from '../context/job-context.ts';

const TELL_OWNERS_EVERY_MS = 3_600_000;
const TELL_ADMINS_EVERY_MS = 24 * 3_600_000;
const LOOK_DEADLINE_MS = 30_000;
/** How far back it is looked up who connected a key. */
const LATEST_CHANGES = 50;

/** The work with the fact that AudioPod refuses its key, or that it does not any more. Only waiting work has it. */
export function withKeyRejected(work: Work, isRejected: boolean): Work {
  if (work.stage !== 'watching' && work.stage !== 'completed') return work;
  return isRejected ? { stage: work.stage, isKeyRefused: true } : { stage: work.stage };
}

/** Keeps on record whether the key is refused, for everybody who looks at the job meanwhile. Never throws. */
export async function noteKeyRejected(context: JobContext, isRejected: boolean): Promise<void> {
  if (isKeyRefused(context.job.work) === isRejected) return;
  try {
    await context.save(isRejected ? 'key-refused' : 'key-accepted', (job) => ({
      ...job,
      work: withKeyRejected(job.work, isRejected),
    }));
  } catch (error) {
    // It is tried again with the next refusal or answer, and decides nothing.
    context.log.warn({ error }, 'key-refusal-not-noted');
  }
}

/** Shows in the job's own message what the record says, and tells those who can put it right. Never throws. */
export async function notifyRejectedKey(
  context: JobContext,
  needs: Pick<JobDependencies, 'store' | 'notices' | 'notifyOwners' | 'clock'>,
): Promise<void> {
  context.show();
  const { keyId } = context.job;
  if (keyId === undefined) await notifyOwnersOfRejectedKey(needs);
  else await tellAdmins(context, needs, keyId);
}

/** Says to those who run the bot that AudioPod refuses its key. Never throws. */
export async function notifyOwnersOfRejectedKey({
  notifyOwners,
}: Pick<JobDependencies, 'notifyOwners'>): Promise<void> {
  const text = translate('en', 'notice.key-refused');
  await notifyOwners({ about: 'key-refused', everyMs: TELL_OWNERS_EVERY_MS, text });
}

async function tellAdmins(
  context: JobContext,
  needs: Pick<JobDependencies, 'store' | 'notices' | 'clock'>,
  keyId: string,
): Promise<void> {
  const { store, notices, clock } = needs;
  const { tenant, locale } = context.job.origin;
  try {
    const to = await whereAdminsRead(needs, tenant);
    const lastFour = (await store.keys.get(keyId))?.lastFour;
    if (to === undefined || lastFour === undefined) return;
    const text = translate(locale, 'notice.own-key-refused', { lastFour });
    const notice = { about: `key-refused:${keyId}`, everyMs: TELL_ADMINS_EVERY_MS, to, text };
    await notifyOnce({ notices, seen: store.seen, clock }, notice, context.signal);
  } catch (error) {
    context.log.warn({ error }, 'key-refusal-not-told');
  }
}

/** The place that an admin chose for warnings, else whoever connected a key last. */
async function whereAdminsRead(
  { store }: Pick<JobDependencies, 'store'>,
  tenant: string,
): Promise<Recipient | undefined> {
  const { warnAt } = await store.rules.tenant(tenant);
  if (warnAt !== undefined) return warnAt;
  const changes = await store.rules.changes(tenant, LATEST_CHANGES);
  const connected = changes.find(({ what, after }) => what === 'key.lastFour' && after !== 'null');
  return connected === undefined ? undefined : recipientOf(connected.member);
}

/**
 * The key that stands in for one that AudioPod refuses, or that is gone, to read what was made with it: the one that the tenant has connected since, if it opens the
 * same AudioPod account. Whether it does is proven by the job being there, since no other account sees it (AudioPod
 * API notes 9.1). Never throws.
 */
export async function findReplacementKey(
  context: JobContext,
  needs: Pick<JobDependencies, 'accounts' | 'store' | 'clock'>,
  { keyId }: Pick<Job, 'keyId'>,
  submission: Submission,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (keyId === undefined) return undefined;
  try {
    const now = (await needs.store.rules.tenant(context.job.origin.tenant)).key?.id;
    if (now === undefined || now === keyId) return undefined;
    using account = await accountOf(needs.accounts, now);
    const either = AbortSignal.any([signal, needs.clock.timeout(LOOK_DEADLINE_MS)]);
    await readProviderJob(account.audiopod, submission.service, submission.providerId, either);
    return now;
  } catch (error) {
    context.log.info({ error }, 'key-not-replaced');
    return undefined;
  }
}

/** From here on everything of the job is done with another key, which then stays until the job is over. */
export async function replaceKey(
  context: JobContext,
  needs: Pick<JobDependencies, 'releaseKey'>,
  keyId: string,
): Promise<void> {
  const before = context.job.keyId;
  await context.transact('key-replaced', async (job, { keys }) => {
    // Disconnected meanwhile, it may be gone.
    const isThere = (await keys.lock(keyId)) !== undefined;
    return isThere ? { ...job, keyId, attempt: 0, work: withKeyRejected(job.work, false) } : job;
  });
  if (before !== undefined && context.job.keyId !== before) await needs.releaseKey(before);
}
