import type { PreparedUpload, UploadLimits } from '../../ports/audio.ts';
import type { AudioTools } from '../ffmpeg/audio-tools.ts';
import { identify } from './identify.ts';
import { isPlain } from './is-plain.ts';
import { look } from './look.ts';
import { rewrite } from './rewrite.ts';

/** Prepares an upload as documented for `Audio.prepareUpload`. */
export async function prepareUpload(
  tools: AudioTools,
  path: string,
  { maxMs, maxBytes }: UploadLimits,
  signal: AbortSignal,
): Promise<PreparedUpload> {
  const findings = await look(tools, path, await identify(path), maxMs, signal);
  const { sniffed, source, counted, described } = findings;
  const { tags } = described;
  if (!isPlain(findings)) return { ...(await rewrite(tools, source, counted, maxBytes, signal)), tags };
  const { extension, mimeType, demuxer } = sniffed;
  // Some readers play the encoder's delay, which the edit list of every MP4 hides.
  const durationMs = Math.max(counted.durationMs, findings.uneditedMs ?? 0);
  return { path, extension, mimeType, demuxer, durationMs, tags };
}
