import { type ByteReader, openBytes } from './byte-reader.ts';
import { readFlac } from './flac.ts';
import { readMatroska } from './matroska.ts';
import { readMov } from './mov.ts';
import { readMp3 } from './mp3.ts';
import { readOgg } from './ogg.ts';
import { readRiff } from './riff.ts';

/** What a file's header states about the file. All fields are optional: many headers state little. */
export interface Declared {
  /** Bytes the header promises beyond the end of the file. */
  readonly missingBytes?: number;
  readonly durationMs?: number;
  readonly channels?: number;
  readonly sampleRateHz?: number;
  /** The decoder to read it with, where ffmpeg chooses a wrong one: it reads RIFX in the wrong byte order. */
  readonly decoder?: string;
  /** Bytes after the chunk of audio. */
  readonly bytesAfterSound?: number;
  /** Whether the file contains plain samples. Any bytes are valid samples, so decoding can't fail. */
  readonly plainSamples?: boolean;
  /** The length of the plain samples present, if they are the rest of the file. */
  readonly plainMs?: number;
}

const READERS: Readonly<Record<string, (bytes: ByteReader) => Promise<Declared>>> = {
  wav: readRiff,
  avi: readRiff,
  aiff: readRiff,
  mp3: readMp3,
  flac: readFlac,
  mov: readMov,
  matroska: readMatroska,
  ogg: readOgg,
};

/**
 * Reads what a file's header states, to detect truncated files.
 *
 * Decoding alone doesn't notice a missing end: ffmpeg plays what is left of an MP4 and reports success. A
 * reader returns only what the header states, never an estimate, and reads a limited number of small pieces,
 * whatever sizes the file claims.
 *
 * Not detected, because the format states no length, or one that is often a placeholder: WAV, AIFF, MP3 without a Xing, Info or VBRI header, raw AAC, AMR,
 * AC-3, MPEG streams, and Ogg or live WebM cut exactly between two pages or clusters. Not read: APE, ASF,
 * CAF, FLV and WavPack.
 *
 * music-metadata is not used: of 64 cut files it detected 28 (these readers 42), because it shortens a length
 * to the bytes present; and a tag or chunk of 150 MB took it over a gigabyte of memory, or over a minute.
 */
export async function readDeclared(path: string, demuxer: string): Promise<Declared> {
  const read = READERS[demuxer];
  if (read === undefined) return {};
  await using bytes = await openBytes(path);
  return await read(bytes);
}
