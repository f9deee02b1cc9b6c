import type { Job } from '../../../core/model/job/job.ts';
import type { EncodedFile } from '../../../core/model/job/job-files.ts';
import type { KeptFile, KeptPost } from '../files/post-archive.ts';

/** One stem of a post. */
export interface MixableTrack {
  readonly name: string;
  readonly durationMs: number;
  readonly file: KeptFile;
}

/** Encoders pad the last frame differently. */
const MAX_DIFFERENCE_MS = 500;

/**
 * Returns the tracks of a post that can be heard together: at least two stems of one recording, whole and equally
 * long. Empty for every other post.
 */
export function mixableTracks({ request, work }: Job, { files }: KeptPost): readonly MixableTrack[] {
  if (request.service !== 'stems' || work.stage !== 'encoded') return [];
  const sounds = files.filter(({ mimeType }) => mimeType.startsWith('audio/'));
  const tracks = sounds.flatMap((file) => {
    const track = work.files.find(({ fileName }) => fileName === file.fileName);
    return track === undefined || track.parts > 1 ? [] : [{ ...nameAndLength(track), file }];
  });
  const lengths = tracks.map(({ durationMs }) => durationMs);
  const isOneRecording = Math.max(...lengths) - Math.min(...lengths) <= MAX_DIFFERENCE_MS;
  const isNamed = new Set(tracks.map(({ name }) => name)).size === tracks.length;
  return tracks.length >= 2 && tracks.length === sounds.length && isOneRecording && isNamed ? tracks : [];
}

function nameAndLength({ name, durationMs }: EncodedFile): Omit<MixableTrack, 'file'> {
  return { name, durationMs };
}
