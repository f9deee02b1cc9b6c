import { createHash } from 'node:crypto';
import type { Account } from '../accounts.ts';
import { refuse, refuseWithCode } from '../http/api-error.ts';
import type { Job } from '../jobs/job.ts';
import type { ServiceJobs } from '../jobs/service-jobs.ts';
import type { CloneDetails } from './clones.ts';
import { type CatalogVoice, VOICES } from './voices.ts';

/** A voice of the catalog; a clone comes with the job that makes or made it. */
export interface ListedVoice {
  readonly voice: CatalogVoice;
  readonly clone?: Job<CloneDetails>;
}

/** Ids of clones are above this number, ids of stock voices below. */
const CLONES_AFTER = 900;

/** Every voice of an account: the stock voices, then its own clones, oldest first. */
export class Catalogue {
  readonly #clones: ServiceJobs<CloneDetails>;

  constructor(clones: ServiceJobs<CloneDetails>) {
    this.#clones = clones;
  }

  voices(account: Account): readonly ListedVoice[] {
    const own = this.#clones.all.filter((clone) => clone.account === account);
    return [...VOICES.map((voice) => ({ voice })), ...own.toReversed().map(listedClone)];
  }

  /**
   * Finds a voice by id, uuid or name (AudioPod API notes 1.4).
   *
   * @throws {ApiError} 404 `voice_not_found`.
   */
  find(given: string, account: Account): ListedVoice {
    const found = this.voices(account).find(
      ({ voice: { id, uuid, name } }) => String(id) === given || uuid === given || name === given,
    );
    if (found === undefined) throw refuseWithCode(404, 'voice_not_found', 'Voice not found');
    return found;
  }

  /** @throws {ApiError} 404 for an unknown voice, 400 for a clone that is not ready. */
  findReady(given: string, account: Account): CatalogVoice {
    const { voice, clone } = this.find(given, account);
    if (clone !== undefined && clone.state.status !== 'COMPLETED')
      throw refuse(400, 'The voice is not ready');
    return voice;
  }
}

/** Returns a clone as a voice of the catalog. */
export function listedClone(clone: Job<CloneDetails>): Required<ListedVoice> {
  const { name, description, flite } = clone.details;
  const id = CLONES_AFTER + clone.id;
  const hex = createHash('sha256').update(`clone ${id} ${clone.createdMs}`).digest('hex');
  const uuid = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  return {
    clone,
    voice: { id, uuid, name, displayName: name, description: description ?? '', gender: null, flite },
  };
}
