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
/** How many rule changes are searched for the admin who connected a key. */
const LATEST_CHANGES = 50;

/** Returns the work with the fact whether AudioPod rejects its key. Only waiting work stores it. */
export function withKeyRejected(work: Work, isRejected: boolean): Work {
  if (work.stage !== 'watching' && work.stage !== 'completed') return work;
  const { isKeyRefused: _before, ...rest } = work;
  return isRejected ? { ...rest, isKeyRefused: true } : rest;
}

/** Stores whether the key is rejected, for everyone who views the job meanwhile. Never throws. */
export async function noteKeyRejected(context: JobContext, isRejected: boolean): Promise<void> {
  if (isKeyRefused(context.job.work) === isRejected) return;
  try {
    await context.save(isRejected ? 'key-refused' : 'key-accepted', (job) => ({
      ...job,
      work: withKeyRejected(job.work, isRejected),
    }));
  } catch (error) {
    // The next rejection or response stores it again, and nothing depends on it.
    context.log.warn({ error }, 'key-refusal-not-noted');
  }
}

/** Shows a rejected key in the job's own message, and notifies those who can replace it. Never throws. */
export async function notifyRejectedKey(
  context: JobContext,
  needs: Pick<JobDependencies, 'store' | 'notices' | 'notifyOwners' | 'clock'>,
): Promise<void> {
  context.show();
  const { keyId } = context.job;
  if (keyId === undefined) await notifyOwnersOfRejectedKey(needs);
  else await notifyAdmins(context, needs, keyId);
}

/** Notifies the bot owners that AudioPod rejects the bot's key. Never throws. */
export async function notifyOwnersOfRejectedKey({
  notifyOwners,
}: Pick<JobDependencies, 'notifyOwners'>): Promise<void> {
  const text = translate('en', 'notice.key-refused');
  await notifyOwners({ about: 'key-refused', everyMs: TELL_OWNERS_EVERY_MS, text });
}

async function notifyAdmins(
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

/** Returns the channel an admin chose for warnings, else the admin who last connected a key. */
async function whereAdminsRead(
  { store }: Pick<JobDependencies, 'store'>,
  tenant: string,
): Promise<Recipient | undefined> {
  const { warnAt } = await store.rules.tenant(tenant);
  if (warnAt !== undefined) return { ...warnAt, tenant };
  const changes = await store.rules.changes(tenant, LATEST_CHANGES);
  const connected = changes.find(({ what, after }) => what === 'key.lastFour' && after !== 'null');
  return connected === undefined ? undefined : recipientOf(connected.member);
}

/**
 * Finds a key to read a job's results with when AudioPod rejects the job's key, or it is gone. It is the key
 * the tenant has connected since, if it opens the same AudioPod account. The job's presence proves that,
 * since no other account sees it (AudioPod API notes 9.1). Never throws.
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

/** Switches the job to another key for everything that follows; that key is kept until the job is over. */
export async function replaceKey(
  context: JobContext,
  needs: Pick<JobDependencies, 'releaseKey'>,
  keyId: string,
): Promise<void> {
  const before = context.job.keyId;
  await context.transact('key-replaced', async (job, { keys }) => {
    // A key disconnected meanwhile may be gone.
    const isThere = (await keys.lock(keyId)) !== undefined;
    return isThere ? { ...job, keyId, attempt: 0, work: withKeyRejected(job.work, false) } : job;
  });
  if (before !== undefined && context.job.keyId !== before) await needs.releaseKey(before);
}
