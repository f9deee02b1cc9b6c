import path from 'node:path';
import type { Contour } from '../audio/contour.ts';
import { measure } from '../audio/measure.ts';
import type { RunFfmpeg } from '../audio/run-ffmpeg.ts';
import { SONG_MS } from '../audio/song.ts';
import type { SandboxClock } from '../clock.ts';
import type { FileStore } from '../files/file-store.ts';
import { refuse, refuseWithCode } from '../http/api-error.ts';
import type { Upload } from '../http/form.ts';
import type { Call } from '../http/route.ts';

/** The input audio of a job. */
export type SoundSource =
  | {
      readonly kind: 'FILE';
      readonly durationMs: number;
      /** The file name the client sent. */
      readonly name: string;
      readonly path: string;
      readonly contentType: string;
      readonly contour: Contour;
    }
  | {
      readonly kind: 'URL';
      readonly durationMs: number;
      /** The last part of the URL, or its host. */
      readonly name: string;
      readonly url: string;
      /** Absent, like the contour, for audio that is still to be synthesized. */
      readonly path?: string;
      readonly contour?: Contour;
    };

/** The dependencies of reading input audio. */
export interface SoundDeps {
  readonly run: RunFfmpeg;
  readonly fileStore: FileStore;
  readonly clock: SandboxClock;
}

/** @throws {ApiError} 400 unless the call has exactly one of `file` and `url`, and it is audio. */
export function soundOf(deps: SoundDeps, { form, origin }: Call): Promise<SoundSource> {
  const upload = form.upload('file');
  const url = form.text('url');
  if ((upload === undefined) === (url === undefined)) throw refuse(400, 'Provide exactly one of file or url');
  return upload === undefined ? linkedSound(deps, url ?? '', origin) : uploadedSound(deps, upload);
}

/** @throws {ApiError} 400 when the file has no audio. */
export async function uploadedSound(
  deps: SoundDeps,
  upload: Upload,
): Promise<Extract<SoundSource, { kind: 'FILE' }>> {
  const { name, contentType } = upload;
  try {
    const measured = await measure(deps.run, upload.path, AbortSignal.timeout(60_000));
    return { kind: 'FILE', ...measured, name, path: upload.path, contentType };
  } catch {
    throw refuseWithCode(400, 'INVALID_AUDIO_FORMAT', 'The file is no audio this service can read.');
  }
}

/**
 * Returns the audio a URL represents.
 *
 * Nothing is fetched: a URL is a synthetic song, except a link to this sandbox's own files.
 *
 * @throws {ApiError} 400 for an invalid web address, 403 or 404 for an own link that does not work.
 */
export async function linkedSound(deps: SoundDeps, text: string, origin: string): Promise<SoundSource> {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) throw refuse(400, 'url must be a web address');
  const linked = { kind: 'URL', name: path.posix.basename(url.pathname) || url.host, url: text } as const;
  if (url.origin !== origin || !url.pathname.startsWith('/files/')) return { ...linked, durationMs: SONG_MS };
  const key = url.pathname.slice('/files/'.length);
  const file = deps.fileStore.open(key, url.searchParams, deps.clock.now());
  const measured = await measure(deps.run, file.path, AbortSignal.timeout(60_000));
  return { ...linked, ...measured, path: file.path };
}
