import type { VoiceCatalog } from '../audiopod/catalogs/voice-catalog.ts';
import { BotError } from '../model/errors.ts';
import { isWorkOver } from '../model/job/job.ts';
import type { Origin } from '../model/job/origin.ts';
import type { Voice } from '../model/job/provider-job.ts';
import type { Clone } from '../model/job/voice-clone.ts';
import type { TenantRules } from '../model/money/spending-rules.ts';
import type { Records } from '../ports/store.ts';
import { type Accounts, accountOf } from './provider-account.ts';

/** Who looks for a voice, and from where. */
export interface VoiceSeeker {
  readonly origin: Pick<Origin, 'tenant' | 'member'>;
  /** The rules of that tenant, which say whose account pays. */
  readonly tenantRules: () => Promise<Pick<TenantRules, 'key'>>;
  readonly signal: AbortSignal;
}

/**
 * The voices as one place sees them: the stock voices and the clones made there. The clones of other tenants cannot
 * be seen, spoken with or deleted, whatever of them is known. A clone lives in the account of the key it was made with,
 * so it can be spoken with only while that key pays.
 */
export interface TenantVoices {
  /**
   * The voice of that id, uuid or name. When none is named: the member's default voice, or the usual one where
   * they chose none or it is gone.
   *
   * @param chosen the member's default voice, by its uuid or id.
   * @throws {BotError} `voice-other-key` for a clone that was made with another key, `own-key-lost`, and what
   *   {@link VoiceCatalog.find} throws.
   */
  find(query: string | undefined, seeker: VoiceSeeker, chosen?: string): Promise<Voice>;
  /**
   * Voices whose name, language or description fits, best first.
   *
   * @throws what {@link VoiceCatalog.search} throws.
   */
  search(query: string, limit: number, seeker: VoiceSeeker): Promise<readonly Voice[]>;
  /** The record of a voice that was made here; `undefined` for stock voices. */
  cloneOf(voice: Voice, origin: Pick<Origin, 'tenant'>): Promise<Clone | undefined>;
  /**
   * Deletes a clone at AudioPod and from the record. One that is gone there already counts as deleted.
   *
   * @param isAdmin whether the member may delete what others made.
   * @returns the deleted clone, and whether AudioPod's voice is gone as well: in an account whose key is gone,
   *   nothing can be deleted.
   * @throws {BotError} `voice-not-yours`, `voice-not-cloned` for a stock voice, `voice-not-ready` while it is being
   *   made, `voice-unknown`, and an `audiopod-…` code when AudioPod does not delete it.
   */
  remove(query: string, seeker: VoiceSeeker, isAdmin: boolean): Promise<RemovedVoice>;
}

/** A clone that is no longer on record. */
export interface RemovedVoice extends Clone {
  readonly isGoneThere: boolean;
}

/** A voice desk. */
export function createTenantVoices(parts: {
  readonly accounts: Accounts;
  readonly records: Pick<Records, 'clones' | 'jobs'>;
}): TenantVoices {
  const { accounts, records } = parts;

  const keyIdOf = async ({ tenantRules }: VoiceSeeker): Promise<string | undefined> =>
    (await tenantRules()).key?.id;

  /** Has something looked up in the account that pays now, and which of its voices were made here. */
  const withBook = async <T>(
    seeker: VoiceSeeker,
    look: (book: VoiceCatalog, own: ReadonlySet<string>) => Promise<T>,
  ): Promise<T> => {
    const keyId = await keyIdOf(seeker);
    const clones = await records.clones.ofTenant(seeker.origin.tenant);
    const ready = clones.filter((clone) => clone.state === 'ready' && clone.keyId === keyId);
    using account = await accountOf(accounts, keyId);
    return await look(account.voices, new Set(ready.map(({ voiceId }) => voiceId)));
  };

  const findNamed = async (query: string | undefined, seeker: VoiceSeeker): Promise<Voice> => {
    try {
      return await withBook(seeker, (book, own) => book.find(query, own, seeker.signal));
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

  /** Looked for on record first: one whose making went wrong, or that is gone at AudioPod, is in no list. */
  const findClone = async (query: string, seeker: VoiceSeeker): Promise<Clone> => {
    const found = await cloneNamed(query, seeker.origin);
    if (found !== undefined) return found;
    const listed = await cloneOf(await findNamed(query, seeker), seeker.origin);
    if (listed !== undefined) return listed;
    throw new BotError('voice-not-cloned', 'A voice that was not made here');
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
      return withBook(seeker, (book, own) => book.search(query, limit, own, seeker.signal));
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
      // At AudioPod first: the record is what finds the voice again, should this be interrupted.
      const isGoneThere = await removeThere(clone, seeker.signal);
      await records.clones.remove(clone.jobId);
      return { ...clone, isGoneThere };
    },
  };
}
