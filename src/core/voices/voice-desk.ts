import type { Keyv } from 'keyv';
import type { Voice } from '../audiopod/model.ts';
import type { VoiceService } from '../audiopod/services.ts';
import type { VoiceBook } from '../audiopod/voice-book.ts';
import { BotError } from '../errors.ts';
import { isWorkOver } from '../jobs/job.ts';
import type { Origin } from '../jobs/origin.ts';
import type { Records } from '../store/store.ts';
import type { Clone } from './clone.ts';

/**
 * The voices as one place sees them: the stock voices and the clones made there. The clones of other tenants cannot
 * be seen, spoken with or deleted, whatever of them is known.
 */
export interface VoiceDesk {
  /**
   * The voice of that id, uuid or name. When none is named: the member's default voice, or the usual one where
   * they chose none or it is gone.
   *
   * @throws what {@link VoiceBook.find} throws.
   */
  find(query: string | undefined, origin: Origin, signal: AbortSignal): Promise<Voice>;
  /**
   * Voices whose name, language or description fits, best first.
   *
   * @throws what {@link VoiceBook.search} throws.
   */
  search(query: string, limit: number, origin: Origin, signal: AbortSignal): Promise<readonly Voice[]>;
  /** The record of a voice that was made here; `undefined` for stock voices. */
  cloneOf(voice: Voice, origin: Origin): Promise<Clone | undefined>;
  /** Remembers the member's default voice for this tenant. It may be forgotten at any time. */
  choose(voice: Voice, origin: Origin): Promise<void>;
  /** Forgets the member's default voice for this tenant. */
  forgetChoice(origin: Origin): Promise<void>;
  /**
   * Deletes a clone at AudioPod and from the record. One that is gone there already counts as deleted.
   *
   * @param isAdmin whether the member may delete what others made.
   * @returns the deleted clone.
   * @throws {BotError} `voice-not-yours`, `voice-not-cloned` for a stock voice, `voice-not-ready` while it is being
   *   made, `voice-unknown`, and an `audiopod-…` code when AudioPod does not delete it.
   */
  remove(query: string, origin: Origin, isAdmin: boolean, signal: AbortSignal): Promise<Clone>;
}

/** A voice desk. `defaults` is a cache; what it loses is chosen again. */
export function createVoiceDesk(parts: {
  readonly book: VoiceBook;
  readonly service: Pick<VoiceService, 'remove'>;
  readonly records: Pick<Records, 'clones' | 'jobs'>;
  readonly defaults: Keyv<string>;
}): VoiceDesk {
  const { book, service, records, defaults } = parts;

  const ownIds = async (origin: Origin): Promise<ReadonlySet<string>> => {
    const clones = await records.clones.ofTenant(origin.tenant);
    return new Set(clones.filter(({ state }) => state === 'ready').map(({ voiceId }) => voiceId));
  };

  const findNamed = async (query: string | undefined, origin: Origin, signal: AbortSignal): Promise<Voice> =>
    book.find(query, await ownIds(origin), signal);

  const cloneOf = async ({ id, uuid }: Voice, origin: Origin): Promise<Clone | undefined> => {
    const clones = await records.clones.ofTenant(origin.tenant);
    return clones.find(({ voiceId }) => voiceId === id || voiceId === uuid);
  };

  /** Looked for on record first: one whose making went wrong, or that is gone at AudioPod, is in no list. */
  const findClone = async (query: string, origin: Origin, signal: AbortSignal): Promise<Clone> => {
    const wanted = query.trim().toLowerCase();
    const fitting = (await records.clones.ofTenant(origin.tenant)).filter(
      ({ voiceId, name }) => voiceId.toLowerCase() === wanted || name.toLowerCase() === wanted,
    );
    const found = fitting.find(({ member }) => member === origin.member) ?? fitting[0];
    if (found !== undefined) return found;
    const listed = await cloneOf(await findNamed(query, origin, signal), origin);
    if (listed !== undefined) return listed;
    throw new BotError('voice-not-cloned', 'A voice that was not made here');
  };

  return {
    async find(query, origin, signal) {
      const isNamed = query !== undefined && query.trim() !== '';
      const chosen = isNamed ? undefined : await defaults.get(keyOf(origin));
      if (chosen === undefined) return findNamed(query, origin, signal);
      try {
        return await findNamed(chosen, origin, signal);
      } catch (error) {
        if (!(error instanceof BotError && error.code === 'voice-unknown')) throw error;
        return findNamed(undefined, origin, signal);
      }
    },
    async search(query, limit, origin, signal) {
      return book.search(query, limit, await ownIds(origin), signal);
    },
    cloneOf,
    async choose(voice, origin) {
      await defaults.set(keyOf(origin), voice.uuid ?? voice.id);
    },
    async forgetChoice(origin) {
      await defaults.delete(keyOf(origin));
    },
    async remove(query, origin, isAdmin, signal) {
      const clone = await findClone(query, origin, signal);
      if (clone.member !== origin.member && !isAdmin) {
        throw new BotError('voice-not-yours', 'Another member’s clone');
      }
      const job = clone.state === 'making' ? await records.jobs.get(clone.jobId) : undefined;
      if (job !== undefined && !isWorkOver(job.work)) {
        throw new BotError('voice-not-ready', 'The clone is being made', { facts: { job: clone.jobId } });
      }
      // At AudioPod first: the record is what finds the voice again, should this be interrupted.
      await service.remove(clone.voiceId, signal);
      await records.clones.remove(clone.jobId);
      await book.forget();
      return clone;
    },
  };
}

/** No id of a tenant or a member holds a space. */
function keyOf({ tenant, member }: Origin): string {
  return `${tenant} ${member}`;
}
