import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/core/async/clock.ts';
import { createAudio } from '../../src/core/audio/create-audio.ts';
import { makeSong } from './song.ts';

const SONG_SECONDS = 180;
const MIB = 2 ** 20;

/** Keeps every core encoding until disposed of: real encodes, at the low priority the product gives them. */
export async function keepEncoding(ffmpegPath: string, folder: string): Promise<AsyncDisposable> {
  const cores = availableParallelism();
  const path = join(folder, 'load.wav');
  await makeSong(ffmpegPath, path, SONG_SECONDS);
  const song = {
    name: 'song',
    path,
    sizeBytes: (await stat(path)).size,
    durationMs: SONG_SECONDS * 1_000,
    demuxer: 'wav',
  };
  const audio = createAudio({ ffmpegPath, concurrency: cores, clock: systemClock });
  const over = new AbortController();

  const encodeForEver = async (index: number): Promise<void> => {
    const order = {
      input: song,
      folder,
      baseName: `load-${index}`,
      tags: { title: 'Song', stem: 'song' },
      maxFileBytes: 10 * MIB,
    };
    while (!over.signal.aborted) {
      await audio.encode(order, over.signal).catch((error: unknown) => {
        if (!over.signal.aborted) throw error;
      });
    }
  };

  // More encodes than cores, so that the next one is queued whenever one ends.
  const encoding = Promise.all(Array.from({ length: cores * 2 }, (_, index) => encodeForEver(index)));
  encoding.catch(() => undefined);
  return {
    async [Symbol.asyncDispose]() {
      over.abort();
      await encoding;
    },
  };
}
