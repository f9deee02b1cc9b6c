import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Audio, Encoded, PreparedResult, PreparedUpload } from '../../src/core/ports/audio.ts';

/** Results of ffmpeg in this process, by the input bytes and options. */
const uploads = new Map<string, PreparedUpload>();
const results = new Map<string, PreparedResult>();
const encoded = new Map<string, { readonly result: Encoded; readonly bytes: readonly Buffer[] }>();

/**
 * Runs ffmpeg once for the same work on the same bytes, in all worlds, and copies the result from then on.
 *
 * For tests that are about jobs; `test/core/audio` is about audio. A failure is never cached.
 */
export function rememberedAudio(audio: Audio): Audio {
  return {
    ...audio,
    async prepareUpload(path, limits, signal) {
      const key = await keyOf(path, ['upload', limits]);
      const known = uploads.get(key);
      if (known !== undefined) return { ...known, path };
      const prepared = await audio.prepareUpload(path, limits, signal);
      // A file that is rewritten is rewritten each time.
      if (prepared.path === path) uploads.set(key, prepared);
      return prepared;
    },
    async prepareResult(path, signal) {
      const key = await keyOf(path, ['result']);
      const known = results.get(key);
      if (known !== undefined) return { ...known, path };
      const prepared = await audio.prepareResult(path, signal);
      if (prepared.path === path) results.set(key, prepared);
      return prepared;
    },
    async encode(order, signal) {
      const { folder, input, ...options } = order;
      const { path, ...sound } = input;
      const key = await keyOf(path, [sound, options]);
      const known = encoded.get(key);
      if (known === undefined) {
        const result = await audio.encode(order, signal);
        const bytes = await Promise.all(result.files.map((file) => readFile(file.path)));
        encoded.set(key, { result, bytes });
        return result;
      }
      signal.throwIfAborted();
      await mkdir(folder, { recursive: true });
      const files = known.result.files.map((file) => ({ ...file, path: join(folder, basename(file.path)) }));
      await Promise.all(files.map((file, index) => writeFile(file.path, known.bytes[index] ?? '')));
      return { ...known.result, files };
    },
  };
}

/** Returns a unique key for an unreadable file, so that the real audio code reports the failure. */
async function keyOf(path: string, options: readonly unknown[]): Promise<string> {
  const bytes = await readFile(path).catch(() => crypto.randomUUID());
  return JSON.stringify([createHash('sha256').update(bytes).digest('hex'), ...options]);
}
