import type { ByteRange } from '../ffmpeg/run-ffmpeg.ts';
import { type ByteReader, openBytes, tagAt } from './byte-reader.ts';
import { boxesFrom } from './mov.ts';

/** More recordings than this in one file are an attack, or not what these readers take them for. */
const MAX_PARTS = 100;
const MAX_STEPS = 100_000;
const BLOCK_BYTES = 1024 * 1024;
const EBML_MAGIC = Buffer.from('1a45dfa3', 'hex');
/** An EBML header names its document type within this. */
const EBML_HEADER_BYTES = 64;

/**
 * Finds where recordings that were appended to each other begin, in bytes.
 *
 * ffmpeg plays appended MP3, FLAC, AAC and Ogg to the end, but only the first of appended MP4 or WAV, and some
 * of appended Matroska. Read one by one, none of them is lost.
 *
 * @param start where the first one begins.
 * @returns one range for an ordinary file; `undefined` if there are more than can be handled.
 */
export async function findParts(
  path: string,
  demuxer: string,
  start: number,
): Promise<readonly ByteRange[] | undefined> {
  await using bytes = await openBytes(path);
  const found = new Set([start]);
  for await (const at of laterStarts(bytes, demuxer, start)) {
    found.add(at);
    if (found.size > MAX_PARTS) return undefined;
  }
  const starts = [...found];
  return starts.map((at, index) => ({ start: at, end: starts[index + 1] ?? bytes.sizeBytes }));
}

function laterStarts(bytes: ByteReader, demuxer: string, start: number): AsyncIterable<number> {
  switch (demuxer) {
    case 'mov':
      return laterMovies(bytes, start);
    case 'wav':
    case 'aiff':
      return laterForms(bytes, start);
    case 'matroska':
      return laterSegments(bytes, start);
    default:
      return none();
  }
}

async function* none(): AsyncGenerator<number> {}

/** Each MP4 begins with its own `ftyp`. */
async function* laterMovies(bytes: ByteReader, start: number): AsyncGenerator<number> {
  for await (const { at, tag } of boxesFrom(bytes, start)) if (at > start && tag === 'ftyp') yield at;
}

/** A RIFF or FORM states its size, and the next one begins behind it. */
async function* laterForms(bytes: ByteReader, start: number): AsyncGenerator<number> {
  let position = start;
  for (let step = 0; step < MAX_STEPS && position < bytes.sizeBytes; step += 1) {
    const head = await bytes.read(position, 12);
    if (head.length < 12 || !/^(?:RIFF|RIFX|FORM)....(?:WAVE|AIF[FC])$/s.test(head.toString('latin1')))
      return;
    if (position > start) yield position;
    const size = tagAt(head, 0) === 'RIFF' ? head.readUInt32LE(4) : head.readUInt32BE(4);
    position += 8 + size + (size % 2);
  }
}

/** A segment recorded live states no size, so EBML headers are looked for everywhere. */
async function* laterSegments(bytes: ByteReader, start: number): AsyncGenerator<number> {
  for (let from = start + 1; from < bytes.sizeBytes; from += BLOCK_BYTES) {
    const block = await bytes.read(from, BLOCK_BYTES + EBML_HEADER_BYTES);
    for (
      let at = block.indexOf(EBML_MAGIC);
      at >= 0 && at < BLOCK_BYTES;
      at = block.indexOf(EBML_MAGIC, at + 1)
    ) {
      if (/webm|matroska/.test(block.toString('latin1', at, at + EBML_HEADER_BYTES))) yield from + at;
    }
  }
}
