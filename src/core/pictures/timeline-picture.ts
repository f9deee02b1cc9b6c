import type { Picture } from '../model/job/job-files.ts';
import type { Turn } from '../model/job/provider-job.ts';
import type { Log } from '../ports/log.ts';
import { formatLength } from '../text/format-length.ts';
import { drawToFile } from './draw-to-file.ts';
import { COLOUR, MARGIN, openCard, seriesColour, WIDTH } from './picture-card.ts';

/** Further speakers are not drawn: nobody reads a picture of twenty rows. */
export const MAX_SPEAKERS = 12;

const ROW_HEIGHT = 56;
const GAP = 10;
const LABEL_WIDTH = 208;
const AXIS_HEIGHT = 34;
const LEAST_WIDTH = 2;
/** Marks on the axis, including its ends. */
const MARKS = 5;

/** Lists the speakers of some turns, in order of first appearance. */
export function speakersOf(turns: readonly Turn[]): readonly string[] {
  return [...new Set(turns.map(({ speaker }) => speaker))];
}

/** Draws who speaks when into a PNG; `undefined` if {@link drawToFile} fails or if nobody speaks. */
export async function timeline(
  log: Log,
  turns: readonly Turn[],
  toPath: string,
  signal: AbortSignal,
): Promise<Picture | undefined> {
  return turns.length === 0 ? undefined : drawToFile(log, () => drawTimeline(turns), toPath, signal);
}

/**
 * Draws a dark card with one row per speaker, a bar in the speaker's color per turn, and a time axis below.
 */
export async function drawTimeline(turns: readonly Turn[]): Promise<Buffer> {
  const speakers = speakersOf(turns).slice(0, MAX_SPEAKERS);
  // Hours of talk have more turns than a call can have arguments.
  const endSeconds = turns.reduce((latest, turn) => Math.max(latest, turn.endSeconds), 1);
  const height = 2 * MARGIN + speakers.length * (ROW_HEIGHT + GAP) + AXIS_HEIGHT - GAP;
  const card = await openCard(height, speakers);
  const left = MARGIN + LABEL_WIDTH;
  const width = WIDTH - MARGIN - 20 - left;
  const xOf = (seconds: number): number => left + (seconds / endSeconds) * width;
  for (const [index, speaker] of speakers.entries()) {
    const y = MARGIN + index * (ROW_HEIGHT + GAP);
    card.fill(COLOUR.lane, { x: MARGIN, y, width: WIDTH - 2 * MARGIN, height: ROW_HEIGHT }, 14);
    card.write(speaker, {
      x: MARGIN + 20,
      y: y + ROW_HEIGHT / 2 + 1,
      size: 21,
      weight: 600,
      colour: COLOUR.label,
      maxWidth: LABEL_WIDTH - 36,
    });
    for (const turn of turns.filter((one) => one.speaker === speaker)) {
      const x = xOf(Math.max(0, turn.startSeconds));
      const bar = {
        x,
        y: y + 12,
        width: Math.max(LEAST_WIDTH, xOf(turn.endSeconds) - x),
        height: ROW_HEIGHT - 24,
      };
      card.fill(seriesColour(index), bar, Math.min(6, bar.width / 2));
    }
  }
  for (let mark = 0; mark < MARKS; mark += 1) {
    const seconds = (endSeconds * mark) / (MARKS - 1);
    card.write(formatLength(seconds * 1_000), {
      x: xOf(seconds),
      y: height - MARGIN - AXIS_HEIGHT / 2 + 10,
      size: 18,
      weight: 500,
      colour: COLOUR.faint,
      align: mark === 0 ? 'left' : mark === MARKS - 1 ? 'right' : 'center',
    });
  }
  return await card.canvas.encode('png');
}
