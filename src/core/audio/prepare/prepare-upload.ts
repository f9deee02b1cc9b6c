import type { PreparedUpload, UploadLimits } from '../../ports/audio.ts';
import type { AudioTools } from '../ffmpeg/audio-tools.ts';
import { sniff } from '../measure/sniff.ts';
import { isPlain } from './is-plain.ts';
import { look } from './look.ts';
import { writeAnew } from './write-anew.ts';

/** Prepares an upload as documented for `Audio.prepareUpload`. */
export async function prepareUpload(
  tools: AudioTools,
  path: string,
  { maxMs, maxBytes }: UploadLimits,
  signal: AbortSignal,
): Promise<PreparedUpload> {
  const findings = await look(tools, path, await sniff(path), maxMs, signal);
  const { sniffed, source, counted, described } = findings;
  const { tags } = described;
  if (!isPlain(findings)) return { ...(await writeAnew(tools, source, counted, maxBytes, signal)), tags };
  const { extension, mimeType, demuxer } = sniffed;
  // Some readers play the encoder's delay, which the edit list of every MP4 hides.
  const durationMs = Math.max(counted.durationMs, findings.uneditedMs ?? 0);
  return { path, extension, mimeType, demuxer, durationMs, tags };
}
