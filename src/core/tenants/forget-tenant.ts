import type { OwnKeyService } from '../accounts/own-key-service.ts';
import { isWorkOver } from '../model/job/job.ts';
import { remainingRules } from '../model/money/remaining-rules.ts';
import type { Records, Store } from '../ports/store.ts';

/** What forgetting a tenant needs. */
export interface ForgetParts {
  readonly store: Pick<Store, 'transaction' | 'departures' | 'forgotten'>;
  readonly keys: Pick<OwnKeyService, 'release'>;
}

/** What was forgotten. */
export interface ForgottenTenant {
  /** Cloned voices. Those in the bot owner’s account are deleted there afterwards, see remove-voices.ts. */
  readonly voices: number;
  /** Voices that a job is making; their records stay until it has ended. */
  readonly voicesInTheMaking: number;
  /** Voices in the account of a key the tenant had connected. Only the owner of that key can delete them. */
  readonly voicesElsewhere: number;
}

/**
 * A job that is newer than the removal means that news of a return was lost. News and commands may cross, so a while
 * passes before that is sure.
 */
const CROSSING_MS = 60 * 60_000;

/**
 * Forgets what the admins and members of a tenant have set: rules, the connected key, defaults, cloned voices, and who
 * spent what. Sums of money stay, and so does what counts toward limits. Every step may be repeated, and a crash between
 * two of them leaves nothing that repeating doesn't finish.
 *
 * @param leftBeforeMs forgets it only if it left before that moment and is still gone.
 * @returns `undefined` if it isn't.
 */
export async function forgetTenant(
  { store, keys }: ForgetParts,
  tenant: string,
  nowMs: number,
  leftBeforeMs?: number,
): Promise<ForgottenTenant | undefined> {
  const settings = await store.transaction(async (records) => {
    const leftAtMs =
      leftBeforeMs === undefined ? undefined : await stillGone(records, tenant, leftBeforeMs, nowMs);
    if (leftBeforeMs !== undefined && leftAtMs === undefined) return undefined;
    const { key } = await records.rules.forgetTenant(tenant, (rules) => remainingRules(rules, nowMs));
    await records.departures.forgetDefaults(tenant);
    return { leftAtMs, keyId: key?.id, voices: await forgetVoices(records, tenant, nowMs) };
  });
  if (settings === undefined) return undefined;
  const { keyId, leftAtMs, voices } = settings;
  // After a crash, the sweep of keys erases it.
  if (keyId !== undefined) await keys.release(keyId);
  await store.forgotten.askAll(tenant, nowMs);
  // Last, so that the sweep repeats what a crash interrupts.
  if (leftAtMs !== undefined && voices.voicesInTheMaking === 0) await store.departures.end(tenant, leftAtMs);
  return voices;
}

/** Returns when the tenant left. Inside the transaction it can't come back. */
async function stillGone(
  { departures, jobs }: Pick<Records, 'departures' | 'jobs'>,
  tenant: string,
  leftBeforeMs: number,
  nowMs: number,
): Promise<number | undefined> {
  const leftAtMs = await departures.lockLeft(tenant, leftBeforeMs);
  if (leftAtMs === undefined) return undefined;
  const [newest] = await jobs.list({ tenant, limit: 1 });
  if (newest === undefined || newest.createdAtMs <= leftAtMs + CROSSING_MS) return leftAtMs;
  await departures.comeBack({ tenant, atMs: nowMs });
  return undefined;
}

async function forgetVoices(
  { clones, departures, jobs }: Pick<Records, 'clones' | 'departures' | 'jobs'>,
  tenant: string,
  nowMs: number,
): Promise<ForgottenTenant> {
  const all = await clones.ofTenant(tenant);
  let inTheMaking = 0;
  let elsewhere = 0;
  for (const { jobId, keyId, voiceId, state } of all) {
    const job = state === 'making' ? await jobs.get(jobId) : undefined;
    if (job !== undefined && !isWorkOver(job.work)) {
      inTheMaking += 1;
      continue;
    }
    if (keyId === undefined) await departures.addUnwanted({ voiceId, sinceMs: nowMs });
    else elsewhere += 1;
    await clones.remove(jobId);
  }
  return { voices: all.length - inTheMaking, voicesInTheMaking: inTheMaking, voicesElsewhere: elsewhere };
}
