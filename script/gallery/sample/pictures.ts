import type { Picture } from '../../../src/core/model/job/job-files.ts';
import type { Turn } from '../../../src/core/model/job/provider-job.ts';
import type { Locale } from '../../../src/core/model/locale.ts';
import { drawTimeline } from '../../../src/core/pictures/timeline-picture.ts';
import { BARS, drawWaveform } from '../../../src/core/pictures/waveform-picture.ts';
import type { Lane } from '../../../src/core/ports/audio.ts';
import { speakerName } from '../../../src/core/text/speaker-name.ts';
import { trackName } from '../../../src/core/text/track-name.ts';
import { dataUri } from './data-uri.ts';

/** Drawn pictures as `data:` addresses. Their names serve as paths in made-up jobs. */
const drawn = new Map<string, string>();

/** Returns the address of a picture that a made-up job has at that path. */
export function pictureAt(path: string): string {
  return drawn.get(path) ?? '';
}

/** Draws the waveforms of audio files, with their display names. */
export async function waveformOf(names: readonly string[], locale: Locale): Promise<Picture> {
  const lanes: readonly Lane[] = names.map((name, index) => ({
    name: trackName(locale, name),
    durationMs: 187_000,
    peaks: peaksOf(index, name === 'before' ? 0.25 : 0),
  }));
  return keep(`waveform ${locale} ${names.join(' ')}`, await drawWaveform(lanes));
}

/** Draws who speaks when. */
export async function timelineOf(turns: readonly Turn[]): Promise<Picture> {
  return keep(`timeline ${JSON.stringify(turns)}`, await drawTimeline(turns));
}

/** Returns a conversation of several minutes with this many speakers. */
export function sampleTurns(speakers: number, locale: Locale): readonly Turn[] {
  return Array.from({ length: 6 * speakers }, (_, index) => ({
    speaker: speakerName(locale, `SPEAKER_${(index * 5) % speakers}`),
    startSeconds: index * 7 + wave(index, 2),
    endSeconds: index * 7 + 3 + wave(index, 3.5),
  }));
}

/** Returns the peaks of audio that swells and fades; `index` selects which. */
export function peaksOf(index: number, noise = 0): readonly number[] {
  return Array.from({ length: BARS }, (_, bar) => {
    const phrase = 0.5 + 0.5 * Math.sin(bar / (9 + 3 * index) + index);
    const beat = 0.4 + 0.6 * Math.abs(Math.sin(bar * (0.7 + index / 5)));
    return Math.min(1, noise + (phrase * beat) / (1 + index / 6));
  });
}

/** Returns a value between 0 and `size`, different for every number and the same each time. */
function wave(index: number, size: number): number {
  return size * (0.5 + 0.5 * Math.sin(index * 1.7));
}

function keep(path: string, png: Buffer): Picture {
  drawn.set(path, dataUri('image/png', png));
  return { path, sizeBytes: png.length };
}
