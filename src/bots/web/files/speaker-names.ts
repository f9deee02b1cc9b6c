import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { NO_SEALING, type Sealing } from '../../../core/seal/sealing.ts';

const ID = /^[A-Za-z0-9_-]{1,64}$/;
/** Its dot keeps it apart from posts, whose folders lie beside it. */
const FILE = 'speakers.json';

/** Names of speakers by AudioPod's labels, such as `SPEAKER_00`. */
export const speakerNames = z.record(z.string().min(1).max(100), z.string().trim().min(1).max(60));
export type SpeakerNames = Readonly<Record<string, string>>;

/** Stores what members call the speakers of a job, beside its posts, with which it is removed. */
export interface SpeakerNameStore {
  /** Returns the names; empty where no speaker was renamed. */
  of(jobId: string): Promise<SpeakerNames>;
  /** Replaces the names. */
  write(jobId: string, names: SpeakerNames): Promise<void>;
}

/**
 * Opens the store in the folder of the post archive.
 *
 * @param sealing encrypts the names.
 */
export function createSpeakerNames(root: string, sealing: Sealing = NO_SEALING): SpeakerNameStore {
  const pathOf = (jobId: string): string => {
    if (!ID.test(jobId)) throw new TypeError('The id of the job cannot name a folder');
    return join(root, jobId, FILE);
  };
  return {
    async of(jobId) {
      try {
        return speakerNames.parse(
          JSON.parse(sealing.open(await readFile(pathOf(jobId), 'utf8'), identityOf(jobId))),
        );
      } catch {
        return {};
      }
    },
    async write(jobId, names) {
      const path = pathOf(jobId);
      await mkdir(join(root, jobId), { recursive: true });
      // It appears whole or not at all.
      await writeFile(`${path}.draft`, sealing.seal(JSON.stringify(names), identityOf(jobId)));
      await rename(`${path}.draft`, path);
    },
  };
}

function identityOf(jobId: string): string {
  return `speakers:${jobId}`;
}
