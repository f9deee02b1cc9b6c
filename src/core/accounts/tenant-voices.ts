import type { VoiceCatalog } from '../audiopod/catalogs/voice-catalog.ts';
import { BotError } from '../model/errors.ts';
import { isWorkOver } from '../model/job/job.ts';
import type { Origin } from '../model/job/origin.ts';
import type { Voice } from '../model/job/provider-job.ts';
import type { Clone } from '../model/job/voice-clone.ts';
import type { TenantRules } from '../model/money/spending-rules.ts';
import type { Records } from '../ports/store.ts';
import { type Accounts, accountOf } from './provider-account.ts';

/** The caller that looks for a voice. */
export interface VoiceSeeker {
  readonly origin: Pick<Origin, 'tenant' | 'member'>;
  /** Returns the rules of that tenant, which decide whose account pays. */
  readonly tenantRules: () => Promise<Pick<TenantRules, 'key'>>;
  readonly signal: AbortSignal;
}

/**
 * The voices a tenant can use: the stock voices and its own clones. The clones of other tenants cannot be
 * seen, used or deleted, whatever the caller knows of them. A clone lives in the account of the key it was
 * made with, so it can be used only while that key pays.
 */
export interface TenantVoices {
  /**
   * Returns the voice with that id, uuid or name. Without a query: the member's default voice, or the bot's
   * default if they have none or it is gone.
   *
   * @param chosen the member's default voice, by its uuid or id.
   * @throws {BotError} `voice-other-key` for a clone that was made with another key, `own-key-lost`, and what
   * {@link VoiceCatalog.find} throws.
   */
  find(query: string | undefined, seeker: VoiceSeeker, chosen?: string): Promise<Voice>;
  /**
   * Returns voices whose name, language or description matches, best first.
   *
   * @throws what {@link VoiceCatalog.search} throws.
   */
  search(query: string, limit: number, seeker: VoiceSeeker): Promise<readonly Voice[]>;
  /**
   * Returns a link to a sample of a voice, which soon expires; `undefined` where AudioPod has none.
   *
   * @throws what {@link TenantVoices.find} throws.
   */
  sample(query: string, seeker: VoiceSeeker): Promise<string | undefined>;
  /** Returns the record of the tenant's own clone; `undefined` for stock voices. */
  cloneOf(voice: Voice, origin: Pick<Origin, 'tenant'>): Promise<Clone | undefined>;
  /**
   * Deletes a clone at AudioPod and from the store. One already gone at AudioPod counts as deleted.
   *
   * @param isAdmin whether the member may delete what others made.
   * @returns the deleted clone, and whether AudioPod's voice is gone as well: in an account whose key is
   * gone, nothing can be deleted.
   * @throws {BotError} `voice-not-yours`, `voice-not-cloned` for a stock voice, `voice-not-ready` while it is
   * being made, `voice-unknown`, and an `audiopod-…` code when AudioPod does not delete it.
   */
  remove(query: string, seeker: VoiceSeeker, isAdmin: boolean): Promise<RemovedVoice>;
}

/** A clone that is no longer stored. */
export interface RemovedVoice extends Clone {
  readonly isGoneThere: boolean;
}

/** Creates {@link TenantVoices}. */
export function createTenantVoices(parts: {
  readonly accounts: Accounts;
  readonly records: Pick<Records, 'clones' | 'jobs'>;
}): TenantVoices {
  const { accounts, records } = parts;

  const keyIdOf = async ({ tenantRules }: VoiceSeeker): Promise<string | undefined> =>
    (await tenantRules()).key?.id;

  /** Looks something up in the account that pays now, given which of its voices are the tenant's clones. */
  const withCatalog = async <T>(
    seeker: VoiceSeeker,
    look: (catalog: VoiceCatalog, own: ReadonlySet<string>) => Promise<T>,
  ): Promise<T> => {
    const keyId = await keyIdOf(seeker);
    const clones = await records.clones.ofTenant(seeker.origin.tenant);
    const ready = clones.filter((clone) => clone.state === 'ready' && clone.keyId === keyId);
    using account = await accountOf(accounts, keyId);
    return await look(account.voices, new Set(ready.map(({ voiceId }) => voiceId)));
  };

  const findNamed = async (query: string | undefined, seeker: VoiceSeeker): Promise<Voice> => {
    try {
      return await withCatalog(seeker, (catalog, own) => catalog.find(query, own, seeker.signal));
    } catch (error) {
      const isUnknown = error instanceof BotError && error.code === 'voice-unknown';
      const other = isUnknown ? await cloneNamed(query ?? '', seeker.origin) : undefined;
      if (other?.state !== 'ready' || other.keyId === (await keyIdOf(seeker))) throw error;
      throw new BotError('voice-other-key', 'A clone made with another key', { facts: { name: other.name } });
    }
  };

  const cloneNamed = async (query: string, origin: VoiceSeeker['origin']): Promise<Clone | undefined> => {
    const wanted = query.trim().toLowerCase();
    const fitting = (await records.clones.ofTenant(origin.tenant)).filter(
      ({ voiceId, name }) => voiceId.toLowerCase() === wanted || name.toLowerCase() === wanted,
    );
    return fitting.find(({ member }) => member === origin.member) ?? fitting[0];
  };

  const cloneOf: TenantVoices['cloneOf'] = async ({ id, uuid }, { tenant }) => {
    const clones = await records.clones.ofTenant(tenant);
    return clones.find(({ voiceId }) => voiceId === id || voiceId === uuid);
  };

  /** Finds a clone, in the store first: a failed clone, or one gone at AudioPod, is in no list. */
  const findClone = async (query: string, seeker: VoiceSeeker): Promise<Clone> => {
    const found = await cloneNamed(query, seeker.origin);
    if (found !== undefined) return found;
    const listed = await cloneOf(await findNamed(query, seeker), seeker.origin);
    if (listed !== undefined) return listed;
    throw new BotError('voice-not-cloned', 'The voice is not a clone of this tenant');
  };

  const removeThere = async ({ keyId, voiceId }: Clone, signal: AbortSignal): Promise<boolean> => {
    try {
      using account = await accountOf(accounts, keyId);
      await account.audiopod.voice.remove(voiceId, signal);
      await account.voices.forget();
      return true;
    } catch (error) {
      if (error instanceof BotError && error.code === 'own-key-gone') return false;
      throw error;
    }
  };

  return {
    async find(query, seeker, chosen) {
      const isNamed = query !== undefined && query.trim() !== '';
      if (isNamed || chosen === undefined) return findNamed(query, seeker);
      try {
        return await findNamed(chosen, seeker);
      } catch (error) {
        const isGone =
          error instanceof BotError && (error.code === 'voice-unknown' || error.code === 'voice-other-key');
        if (!isGone) throw error;
        return findNamed(undefined, seeker);
      }
    },
    async search(query, limit, seeker) {
      return withCatalog(seeker, (catalog, own) => catalog.search(query, limit, own, seeker.signal));
    },
    async sample(query, seeker) {
      const { id, uuid } = await findNamed(query, seeker);
      using account = await accountOf(accounts, await keyIdOf(seeker));
      return await account.audiopod.voice.sample(uuid ?? id, seeker.signal);
    },
    cloneOf,
    async remove(query, seeker, isAdmin) {
      const clone = await findClone(query, seeker);
      if (clone.member !== seeker.origin.member && !isAdmin) {
        throw new BotError('voice-not-yours', 'Another member’s clone');
      }
      const job = clone.state === 'making' ? await records.jobs.get(clone.jobId) : undefined;
      if (job !== undefined && !isWorkOver(job.work)) {
        throw new BotError('voice-not-ready', 'The clone is being made', { facts: { job: clone.jobId } });
      }
      // At AudioPod first: if this is interrupted, the record is needed to find the voice again.
      const isGoneThere = await removeThere(clone, seeker.signal);
      await records.clones.remove(clone.jobId);
      return { ...clone, isGoneThere };
    },
  };
}
