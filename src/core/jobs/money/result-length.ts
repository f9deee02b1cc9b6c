import { readFile } from 'node:fs/promises';
import type { Work } from '../../model/job/job.ts';
import type { Transcript, Turn } from '../../model/job/provider-job.ts';
import { type JobRequest, linksIn } from '../../model/job/request.ts';

/** How long a result is, and whether AudioPod said so or the bot measured it. */
export interface ResultLength {
  readonly seconds: number;
  readonly basis: 'measured-duration' | 'measured-by-bot';
}

type Collected = Extract<Work, { readonly stage: 'collected' }>;
type Timed = Pick<Turn, 'startSeconds' | 'endSeconds'>;

/**
 * Returns how long the source of a collected result is, as far as the result tells: stems and cleaned audio
 * are as long as their source, and a transcript ends with the last word in it. A length that AudioPod states in
 * the transcript itself comes first. `undefined` for a result without a length, such as words without times.
 */
export async function resultLength(
  request: JobRequest,
  { files, words }: Pick<Collected, 'files' | 'words'>,
  signal: AbortSignal,
): Promise<ResultLength | undefined> {
  if (words === undefined) return measured(Math.max(0, ...files.map(({ durationMs }) => durationMs / 1_000)));
  const said: unknown = JSON.parse(await readFile(words.path, { encoding: 'utf8', signal }));
  // Written by this program in the same stage, from what the client had parsed.
  if (words.kind === 'turns') return measured(lengthOfSpoken(said as readonly Turn[]));
  const { durationSeconds = 0, segments } = said as Transcript;
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
