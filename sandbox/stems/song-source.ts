import { measureMs } from '../audio/measure.ts';
import type { RunFfmpeg } from '../audio/run-ffmpeg.ts';
import { SONG_MS } from '../audio/song.ts';
import type { SandboxClock } from '../clock.ts';
import type { FileShelf } from '../files/file-shelf.ts';
import { refuse, refuseWithCode } from '../http/api-error.ts';
import type { Upload } from '../http/form.ts';

/** A song to take apart. */
export interface SongSource {
  readonly kind: 'FILE' | 'URL';
  readonly durationMs: number;
  /** Its name as the client gave it, or null for a url. */
  readonly name: string | null;
  /** Absent for a song that is yet to be synthesised. */
  readonly path?: string;
}

/** Where songs come from. */
export interface SongDeps {
  readonly run: RunFfmpeg;
  readonly shelf: FileShelf;
  readonly clock: SandboxClock;
}

/** @throws {ApiError} 400 when there is no sound in the file. */
export async function uploadedSong(deps: SongDeps, upload: Upload): Promise<SongSource> {
  try {
    const durationMs = await measureMs(deps.run, upload.path, AbortSignal.timeout(60_000));
    return { kind: 'FILE', durationMs, name: upload.name, path: upload.path };
  } catch {
    throw refuseWithCode(400, 'INVALID_AUDIO_FORMAT', 'The file is no audio this service can read.');
  }
}

/**
 * Nothing is ever fetched: a url stands for a synthetic song, except a link to this sandbox's own files.
 *
 * @throws {ApiError} 400 for what is no web address, 403 or 404 for an own link that does not work.
 */
export async function linkedSong(deps: SongDeps, text: string, origin: string): Promise<SongSource> {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) throw refuse(400, 'url must be a web address');
  if (url.origin !== origin || !url.pathname.startsWith('/files/')) {
    return { kind: 'URL', durationMs: SONG_MS, name: null };
  }
  const key = url.pathname.slice('/files/'.length);
  const file = deps.shelf.open(key, url.searchParams, deps.clock.now());
  const durationMs = await measureMs(deps.run, file.path, AbortSignal.timeout(60_000));
  return { kind: 'URL', durationMs, name: null, path: file.path };
}
