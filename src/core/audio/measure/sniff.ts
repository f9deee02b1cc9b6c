import { fileTypeFromFile } from 'file-type';
import { BotError } from '../../model/errors.ts';
import { type ByteReader, openBytes, tagAt } from '../headers/byte-reader.ts';
import { afterId3 } from '../headers/id3.ts';
import { findStart } from './find-start.ts';
import { looksLikePlaylist } from './playlist.ts';

/** A file's real type, detected from its bytes. */
export interface SniffedAudio {
  readonly extension: string;
  readonly mimeType: string;
  /** The one ffmpeg demuxer that may read it. */
  readonly demuxer: string;
  /** Where the audio begins; above 0 if other bytes precede it. */
  readonly startByte: number;
}

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
  ['dsf', 'dsf'],
]);

/** Types that file-type doesn't detect, by their first bytes. */
const OTHERS: readonly {
  readonly start: RegExp;
  readonly extension: string;
  readonly mimeType: string;
  readonly demuxer: string;
}[] = [
  // RF64 and BW64 are WAV with 64-bit sizes (EBU Tech 3306), RIFX is WAV in the other byte order.
  { start: /^(?:RF64|BW64|RIFX)....WAVE/s, extension: 'wav', mimeType: 'audio/wav', demuxer: 'wav' },
  { start: /^riff\.\u0091\u00cf/, extension: 'w64', mimeType: 'audio/x-w64', demuxer: 'w64' },
  { start: /^\.snd/, extension: 'au', mimeType: 'audio/basic', demuxer: 'au' },
  { start: /^TTA1/, extension: 'tta', mimeType: 'audio/x-tta', demuxer: 'tta' },
];

const MIME_TYPES = {
  mp3: 'audio/mpeg',
  aac: 'audio/aac',
  flac: 'audio/flac',
  ogg: 'audio/ogg',
  wav: 'audio/wav',
  aiff: 'audio/aiff',
  mov: 'audio/mp4',
  matroska: 'audio/x-matroska',
} as const;

const PROBE_BYTES = 4096;
/** Some writers leave a few stray bytes before the first MPEG frame. */
const MPEG_OFFSET_BYTES = 10;
/** QuickTime files from before `ftyp` begin with one of these, and with an index somewhere behind it. */
const OLD_MOVIE_BOXES = /^(?:skip|free|wide|mdat|moov|pnot)$/;
const MAX_BOXES = 1_000;

/**
 * Detects a file's type by its bytes.
 *
 * The name and declared type are ignored, because AudioPod serves WAV named `.mp3` (AudioPod API notes 13).
 *
 * @throws {BotError} `file-empty`, `file-is-playlist`, `file-not-audio`.
 */
export async function sniff(path: string): Promise<SniffedAudio> {
  await using bytes = await openBytes(path);
  if (bytes.sizeBytes === 0) throw new BotError('file-empty', 'the file has no bytes');
  const start = await bytes.read(0, PROBE_BYTES);
  if (looksLikePlaylist(start)) {
    throw new BotError('file-is-playlist', 'the file is a playlist or manifest');
  }
  const other = OTHERS.find((one) => one.start.test(start.toString('latin1', 0, 16)));
  if (other !== undefined) {
    const { extension, mimeType, demuxer } = other;
    return { extension, mimeType, demuxer, startByte: 0 };
  }
  const type = await fileTypeFromFile(path, { mpegOffsetTolerance: MPEG_OFFSET_BYTES });
  const demuxer = DEMUXER_BY_EXTENSION.get(type?.ext ?? '');
  if (type !== undefined && demuxer !== undefined) {
    const startByte = demuxer === 'mp3' || demuxer === 'aac' ? await firstFrame(bytes, demuxer) : 0;
    return { extension: type.ext, mimeType: type.mime, demuxer, startByte };
  }
  if (type === undefined && (await isOldMovie(bytes))) {
    return { extension: 'mov', mimeType: 'video/quicktime', demuxer: 'mov', startByte: 0 };
  }
  const found = type === undefined ? await findStart(bytes) : undefined;
  if (found === undefined) {
    throw new BotError('file-not-audio', `the bytes are ${type?.mime ?? 'of no known type'}`);
  }
  const { kind, startByte } = found;
  return { extension: kind, mimeType: MIME_TYPES[kind], demuxer: kind, startByte };
}

/** Returns where the frames of MP3 or ADTS begin; 0 if that is where their tag ends, or if there are few. */
async function firstFrame(bytes: ByteReader, kind: 'mp3' | 'aac'): Promise<number> {
  const found = await findStart(bytes, kind);
  return found === undefined || found.startByte === (await afterId3(bytes)) ? 0 : found.startByte;
}

/** Whether the file consists of QuickTime boxes with an index among them. */
async function isOldMovie(bytes: ByteReader): Promise<boolean> {
  let position = 0;
  for (let count = 0; count < MAX_BOXES && position < bytes.sizeBytes; count += 1) {
    const head = await bytes.read(position, 16);
    if (head.length < 8 || (count === 0 && !OLD_MOVIE_BOXES.test(tagAt(head, 4)))) return false;
    if (tagAt(head, 4) === 'moov') return true;
    const size = head.readUInt32BE(0) === 1 ? Number(head.readBigUInt64BE(8)) : head.readUInt32BE(0);
    if (size < 8) return false;
    position += size;
  }
  return false;
}
