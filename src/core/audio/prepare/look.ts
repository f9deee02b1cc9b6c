import type { AudioTools } from '../ffmpeg/audio-tools.ts';
import { type Declared, readDeclared } from '../headers/declared.ts';
import { findParts } from '../headers/parts.ts';
import { type Counted, countSamples } from '../measure/count-samples.ts';
import { type AudioStream, type Description, describeFile } from '../measure/describe.ts';
import { damaged } from '../measure/failure.ts';
import type { SniffedAudio } from '../measure/sniff.ts';
import type { AudioSource } from '../measure/source.ts';
import { streamToHear } from './stream-to-hear.ts';
import { decodingLimitMs, requireWithin } from './upload-limits.ts';

/** How much shorter than its header promises a complete file may be, see `TOLERANCE_MS` of `isPlain`. */
const TOLERANCE_MS = 300;
const TOLERANCE_SHARE = 0.001;

/** Everything known of a file after the audio that people hear was decoded to its end. */
export interface Findings {
  readonly sniffed: SniffedAudio;
  /** What was decoded. */
  readonly source: AudioSource;
  readonly stream: AudioStream;
  readonly counted: Counted;
  /** The number of recordings that follow each other. */
  readonly parts: number;
  readonly declared: Declared;
  readonly described: Description;
  /** What an MP4 contains if nothing is hidden by its edit list. */
  readonly uneditedMs?: number;
}

/**
 * Looks at everything in a file: decodes it once, and collects what its header and its container state.
 *
 * @param maxMs the longest audio allowed; `undefined` for no limit.
 * @throws {BotError} as `Audio.prepareUpload`.
 */
export async function look(
  tools: AudioTools,
  path: string,
  sniffed: SniffedAudio,
  maxMs: number | undefined,
  signal: AbortSignal,
): Promise<Findings> {
  const { demuxer, startByte } = sniffed;
  const parts = await findParts(path, demuxer, startByte);
  if (parts === undefined) throw damaged('it consists of too many recordings');
  const isWhole = startByte === 0 && parts.length === 1;
  const declared = isWhole ? await readDeclared(path, demuxer) : {};
  if (declared.missingBytes !== undefined) {
    throw damaged(`${declared.missingBytes} bytes are missing at the end`);
  }
  const described = await describeFile(
    tools,
    { path, demuxer, range: isWhole ? undefined : parts[0] },
    signal,
  );
  const stream = streamToHear(described.audio);
  const limitMs = maxMs === undefined ? undefined : decodingLimitMs(maxMs, stream);
  const source: AudioSource = {
    path,
    demuxer,
    decoder: declared.decoder,
    stream: stream.index,
    ...(isWhole ? {} : { parts }),
  };
  const counted = await countSamples(tools, source, limitMs, signal);
  if (maxMs !== undefined) requireWithin(maxMs, stream, counted);
  const promisedMs = declared.durationMs ?? 0;
  if (counted.durationMs < promisedMs * (1 - TOLERANCE_SHARE) - TOLERANCE_MS) {
    throw damaged(`${counted.durationMs} ms of ${Math.round(promisedMs)} ms could be decoded`);
  }
  const findings = { sniffed, source, stream, counted, parts: parts.length, declared, described };
  if (demuxer !== 'mov') return findings;
  const unedited = await countSamples(tools, { ...source, ignoresEdits: true }, limitMs, signal);
  return { ...findings, uneditedMs: unedited.durationMs };
}
