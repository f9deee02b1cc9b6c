import { z } from 'zod';
import type { ProviderOutput } from '../../model/job/job.ts';
import { optional, text } from '../transport/wire.ts';

/** The result fields of jobs, in every spelling seen (AudioPod API notes 1.10). */
export const outputFields = {
  download_urls: optional(z.record(z.string(), z.unknown())),
  output_url: text,
  result: optional(z.object({ output_url: text })),
  denoised_audio_url: text,
  output_urls: optional(z.unknown()),
  audio_url: text,
  output_path: text,
  output_paths: optional(z.unknown()),
  video_output_url: text,
};
type OutputFields = z.infer<z.ZodObject<typeof outputFields>>;

/** Best first: results are encoded again anyway, so lossless formats come first. */
const FORMATS = ['wav', 'flac', 'mp3'];

/**
 * Returns the map of stems if there is one, else the single track under the given name.
 *
 * Stems may be empty (notes 13a.12) and paths are mostly storage keys; only links are usable. A service
 * without a track name makes no audio.
 */
export function outputsOf(body: OutputFields, trackName: string | undefined): readonly ProviderOutput[] {
  const stems = Object.entries(body.download_urls ?? {});
  if (stems.length > 0) return stems.flatMap(([name, url]) => (isLink(url) ? [{ name, url }] : []));
  const url = [
    body.output_url,
    body.result?.output_url,
    body.denoised_audio_url,
    ...inFormats(body.output_urls),
    body.audio_url,
    body.output_path,
    ...inFormats(body.output_paths),
    // For a recording with video, the audio is in this file too.
    body.video_output_url,
  ].find(isLink);
  return url === undefined || trackName === undefined ? [] : [{ name: trackName, url }];
}

/** Returns the entries of a list, or of a map from format to link. */
function inFormats(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value;
  const byRank = ([format]: [string, unknown]) => {
    const rank = FORMATS.indexOf(format.toLowerCase());
    return rank === -1 ? FORMATS.length : rank;
  };
  return Object.entries(value)
    .toSorted((a, b) => byRank(a) - byRank(b))
    .map(([, link]) => link);
}

function isLink(value: unknown): value is string {
  return typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value);
}
