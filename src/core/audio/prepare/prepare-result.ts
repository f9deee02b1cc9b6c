import type { PreparedResult } from '../../ports/audio.ts';
import type { AudioTools } from '../ffmpeg/audio-tools.ts';
import { readDeclared } from '../headers/declared.ts';
import { identify } from './identify.ts';
import { isPlain } from './is-plain.ts';
import { look } from './look.ts';
import { rewrite } from './rewrite.ts';

/** No result is larger, see `collect`. */
const MAX_BYTES = 4 * 1024 ** 3;

/**
 * Prepares a result as documented for `Audio.prepareResult`.
 *
 * Plain samples are counted without a process, by their number of bytes: most results are WAV, up to sixteen of
 * them for one song.
 */
export async function prepareResult(
  tools: AudioTools,
  path: string,
  signal: AbortSignal,
): Promise<PreparedResult> {
  const sniffed = await identify(path);
  const { demuxer, startByte } = sniffed;
  if (demuxer === 'wav' && startByte === 0) {
    const { plainMs } = await readDeclared(path, demuxer);
    if (plainMs !== undefined) return { path, demuxer, durationMs: Math.round(plainMs) };
  }
  const findings = await look(tools, path, sniffed, undefined, signal);
  const { source, counted } = findings;
  if (isPlain(findings)) return { path, demuxer, durationMs: counted.durationMs };
  const written = await rewrite(tools, source, counted, MAX_BYTES, signal);
  return { path: written.path, demuxer: written.demuxer, durationMs: written.durationMs };
}
