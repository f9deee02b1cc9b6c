import { open, stat } from 'node:fs/promises';
import { fileTypeFromFile } from 'file-type';
import { BotError } from '../../model/errors.ts';
import type { SniffedAudio } from '../../ports/audio.ts';
import { looksLikePlaylist } from './playlist.ts';

/** ffmpeg demuxer by the extension file-type returns. Formats not listed are not read. */
const DEMUXER_BY_EXTENSION: ReadonlyMap<string, string> = new Map([
  ['wav', 'wav'],
  ...['mp1', 'mp2', 'mp3'].map((extension) => [extension, 'mp3'] as const),
  ['flac', 'flac'],
  ...['m4a', 'm4b', 'm4v', 'mp4', 'mov', 'f4a', 'f4b', 'f4v', '3gp', '3g2'].map(
    (extension) => [extension, 'mov'] as const,
  ),
  ...['ogg', 'oga', 'ogv', 'opus', 'spx', 'ogm', 'ogx'].map((extension) => [extension, 'ogg'] as const),
  ['aac', 'aac'],
  ['mkv', 'matroska'],
  ['webm', 'matroska'],
  ['avi', 'avi'],
  ['aif', 'aiff'],
  ['amr', 'amr'],
  ['ape', 'ape'],
  ['wv', 'wv'],
  ['caf', 'caf'],
  ['ac3', 'ac3'],
  ['asf', 'asf'],
  ['flv', 'flv'],
  ['mpg', 'mpeg'],
  ['mts', 'mpegts'],
]);

const PROBE_BYTES = 4096;
/** Some writers leave a few stray bytes before the first MPEG frame. */
const MPEG_OFFSET_BYTES = 10;

/**
 * Detects a file's type by its bytes.
 *
 * The name and declared type are ignored, because AudioPod serves WAV named `.mp3` (AudioPod API notes 13).
 *
 * @throws {BotError} `file-empty`, `file-is-playlist`, `file-not-audio`.
 */
export async function sniff(path: string): Promise<SniffedAudio> {
  if ((await stat(path)).size === 0) throw new BotError('file-empty', 'the file has no bytes');
  const start = await firstBytes(path);
  if (looksLikePlaylist(start)) {
    throw new BotError('file-is-playlist', 'the file is a playlist or manifest');
  }
  if (isLargeWave(start)) return { extension: 'wav', mimeType: 'audio/wav', demuxer: 'wav' };
  const type = await fileTypeFromFile(path, { mpegOffsetTolerance: MPEG_OFFSET_BYTES });
  const demuxer = DEMUXER_BY_EXTENSION.get(type?.ext ?? '');
  if (type === undefined || demuxer === undefined) {
    throw new BotError('file-not-audio', `the bytes are ${type?.mime ?? 'of no known type'}`);
  }
  return { extension: type.ext, mimeType: type.mime, demuxer };
}

async function firstBytes(path: string): Promise<Buffer> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(PROBE_BYTES), position: 0 });
  return buffer.subarray(0, bytesRead);
}

/** RF64 and BW64 are WAV with 64-bit sizes (EBU Tech 3306); file-type doesn't detect them. */
function isLargeWave(start: Buffer): boolean {
  const form = start.toString('latin1', 0, 4);
  return (form === 'RF64' || form === 'BW64') && start.toString('latin1', 8, 12) === 'WAVE';
}
