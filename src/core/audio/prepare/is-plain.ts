import type { Findings } from './look.ts';

/**
 * The formats AudioPod accepts for every service (AudioPod API notes 3, 4.5, 5, 6, 7), with the codecs that all
 * of its readers know.
 */
const ACCEPTED: Readonly<Record<string, RegExp>> = {
  wav: /^pcm_(?:u8|s16le|s24le|s32le|f32le)$/,
  mp3: /^mp3/,
  flac: /^flac$/,
  mov: /^(?:aac|alac)$/,
  ogg: /^(?:vorbis|opus|flac)$/,
};
/** MPEG audio of layers 1 and 2, and Ogg in its rarer forms, are not among them. */
const REFUSED_EXTENSIONS = new Set(['mp1', 'mp2', 'spx', 'ogm', 'ogx', 'f4a', 'f4b', 'f4v']);

/**
 * How far a stated length may be from the counted one. MP3 and AAC state the encoder's delay and padding too,
 * up to 2,300 samples, which is 290 ms at 8 kHz.
 */
const TOLERANCE_MS = 300;
/** Room for tags behind the audio of a WAV. */
const TAGS_BYTES = 65_536;

/**
 * Whether every reader finds the same audio in a file: one stream in one format, from the first byte to the last,
 * with no header, container or edit list that states another length.
 */
export function isPlain(findings: Findings): boolean {
  const { sniffed, parts, declared, described, stream, counted, uneditedMs } = findings;
  const lengths = [declared.durationMs, declared.plainMs, described.durationMs, uneditedMs];
  return (
    ACCEPTED[sniffed.demuxer]?.test(stream.codec) === true &&
    !REFUSED_EXTENSIONS.has(sniffed.extension) &&
    sniffed.startByte === 0 &&
    parts === 1 &&
    described.audio.length === 1 &&
    described.otherStreams === 0 &&
    described.startMs <= TOLERANCE_MS &&
    counted.formats === 1 &&
    declared.decoder === undefined &&
    (declared.bytesAfterSound ?? 0) <= TAGS_BYTES &&
    lengths.every((ms = counted.durationMs) => Math.abs(ms - counted.durationMs) <= TOLERANCE_MS)
  );
}
