import type { Job } from '../../model/job/job.ts';
import { baseNameOf, titleOfText } from '../../model/job/title.ts';
import type { EncodeOrder } from '../../ports/audio.ts';

/**
 * Returns what the files of one track are called, and what they say about themselves.
 *
 * A stem of a song, or the song without its noise, is still that song: it keeps the title, artist and album that
 * the file came with, and says which track of it it is. Where it came without, the name of the file is its title.
 *
 * @param track the track's name as AudioPod gives it.
 */
export function namesOf(
  { title, request, input }: Pick<Job, 'title' | 'request' | 'input'>,
  track: string,
): Pick<EncodeOrder, 'baseName' | 'tags'> {
  const isStem = request.service === 'stems';
  if (!isStem && request.service !== 'denoise') {
    return { baseName: baseNameOf(title, undefined, track), tags: { title, stem: track } };
  }
  const { title: work, ...makers } = (input?.kind === 'file' && input.tags) || {};
  return {
    baseName: baseNameOf(work === undefined ? title : titleOfText(work), isStem ? track : undefined, track),
    tags: { ...makers, title: `${work ?? title} – ${track.replaceAll('_', ' ')}`, stem: track },
  };
}
