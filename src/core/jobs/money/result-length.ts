import type { Track } from '../../model/job/job-files.ts';
import type { Turn } from '../../model/job/provider-job.ts';
import { type JobRequest, linksIn } from '../../model/job/request.ts';
import type { Words } from '../encode/write-words.ts';

/** How long a result is, and whether AudioPod said so or the bot measured it. */
export interface ResultLength {
  readonly seconds: number;
  readonly basis: 'measured-duration' | 'measured-by-bot';
}

type Timed = Pick<Turn, 'startSeconds' | 'endSeconds'>;

/**
 * Returns how long the source of a result of tracks is: stems and cleaned audio are as long as their source.
 * `undefined` if none could be measured.
 */
export function lengthOfTracks(tracks: readonly Track[]): ResultLength | undefined {
  const lengths = tracks.map((track) => ('durationMs' in track ? track.durationMs / 1_000 : 0));
  return measured(Math.max(0, ...lengths));
}

/**
 * Returns how long the source of a transcript is, as far as it tells: it ends with the last word. A length that
 * AudioPod states in the transcript itself comes first. `undefined` for words without times.
 */
export function lengthOfWords(request: JobRequest, words: Words): ResultLength | undefined {
  if (words.kind === 'turns') return measured(lengthOfSpoken(words.turns));
  const { durationSeconds = 0, segments } = words;
  if (durationSeconds > 0) return { seconds: durationSeconds, basis: 'measured-duration' };
  const ends = segments.map(({ startSeconds, endSeconds, words = [] }) => ({
    startSeconds,
    endSeconds: Math.max(endSeconds, ...words.map((word) => word.endSeconds)),
  }));
  return measured(lengthOfSpoken(ends, linksIn(request)));
}

function measured(seconds: number): ResultLength | undefined {
  return seconds > 0 ? { seconds, basis: 'measured-by-bot' } : undefined;
}

/**
 * Adds up where each recording's speech ends. Several links become one transcript, each with its own times: a
 * start that goes back, and to before the middle of the speech so far, belongs to the next recording. People who
 * interrupt each other start later than the one before, if only a little.
 */
function lengthOfSpoken(spoken: readonly Timed[], recordings = 1): number {
  let total = 0;
  let end = 0;
  let start = 0;
  let others = recordings - 1;
  for (const { startSeconds, endSeconds } of spoken) {
    if (others > 0 && startSeconds < Math.min(start, end / 2)) {
      total += end;
      end = 0;
      others -= 1;
    }
    start = startSeconds;
    end = Math.max(end, endSeconds);
  }
  return total + end;
}
