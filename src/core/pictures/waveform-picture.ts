import type { Picture } from '../model/job/job-files.ts';
import type { Lane } from '../ports/audio.ts';
import type { Log } from '../ports/log.ts';
import { formatLength } from '../text/format-length.ts';
import { drawToFile } from './draw-to-file.ts';
import { type Box, type Card, COLOUR, MARGIN, openCard, seriesColour, WIDTH } from './picture-card.ts';

/** Peaks each lane should have: one per bar, unless long names leave room for fewer bars. */
export const BARS = 168;
/** Further tracks are not drawn: the picture would be too tall to read in a chat. */
export const MAX_LANES = 24;

/** The minimum distance from a lane's edge to its first bar. */
const LEAST_LABEL_WIDTH = 208;
const MOST_LABEL_WIDTH = 340;
/** Room next to a name, for the dot before it and the gap after it. */
const LABEL_ROOM = 58;
const NAME = { size: 23, weight: 600 } as const;
/** Whole pixels, so that bars are crisp and the picture compresses well. */
const BAR_PITCH = 5;
const BAR_WIDTH = 3;
const MIN_BAR_HEIGHT = 3;

/**
 * The exponent of the loudness scale: hearing is not linear, and a linear scale would draw most stems flat.
 */
const BEND = 0.6;
/** Below this the whole set counts as silence; noise must not be scaled to full height. */
const LEAST_LOUDEST = 0.005;

/**
 * Draws one lane per track into a PNG; `undefined` if {@link drawToFile} fails or there is nothing to draw.
 */
export async function waveform(
  log: Log,
  lanes: readonly Lane[],
  toPath: string,
  signal: AbortSignal,
): Promise<Picture | undefined> {
  if (lanes.length === 0) return undefined;
  return drawToFile(
    log,
    () => {
      if (lanes.some((lane) => lane.peaks.length === 0)) throw new Error('ffmpeg reported no peaks');
      return drawWaveform(lanes.slice(0, MAX_LANES));
    },
    toPath,
    signal,
  );
}

/**
 * Draws a dark card with one row per track: name, bars and length.
 *
 * All rows share one scale, so a quiet stem looks quiet. The result is a PNG, 1200 px wide and far below 300
 * KB.
 */
export async function drawWaveform(lanes: readonly Lane[]): Promise<Buffer> {
  const laneHeight = lanes.length <= 8 ? 104 : 64;
  const gap = 10;
  const height = 2 * MARGIN + lanes.length * (laneHeight + gap) - gap;
  const names = lanes.map(({ name }) => name);
  const card = await openCard(height, names);
  const widest = Math.max(0, ...names.map((name) => card.widthOf(name, NAME)));
  const labelWidth = Math.min(MOST_LABEL_WIDTH, Math.max(LEAST_LABEL_WIDTH, Math.ceil(widest) + LABEL_ROOM));
  const loudest = Math.max(LEAST_LOUDEST, ...lanes.flatMap((lane) => lane.peaks));
  for (const [index, lane] of lanes.entries()) {
    const y = MARGIN + index * (laneHeight + gap);
    const box = { x: MARGIN, y, width: WIDTH - 2 * MARGIN, height: laneHeight };
    drawLane(card, lane, box, { colour: seriesColour(index), loudest, labelWidth });
  }
  return await card.canvas.encode('png');
}

function drawLane(
  card: Card,
  lane: Lane,
  box: Box,
  look: { readonly colour: string; readonly loudest: number; readonly labelWidth: number },
): void {
  const { colour, loudest, labelWidth } = look;
  card.fill(COLOUR.lane, box, 16);
  const middle = box.y + box.height / 2;
  card.fill(colour, { x: box.x + 20, y: middle - 5, width: 10, height: 10 }, 5);
  card.write(lane.name, {
    x: box.x + 44,
    y: middle + 1,
    ...NAME,
    colour: COLOUR.label,
    maxWidth: labelWidth - LABEL_ROOM,
  });
  card.write(formatLength(lane.durationMs), {
    x: box.x + box.width - 20,
    y: middle + 1,
    size: 20,
    weight: 500,
    colour: COLOUR.faint,
    align: 'right',
  });
  const { context } = card;
  context.fillStyle = colour;
  context.beginPath();
  for (const [index, peak] of atMost(lane.peaks, barsBeside(labelWidth)).entries()) {
    const share = Math.min(1, peak / loudest) ** BEND;
    const barHeight = Math.max(MIN_BAR_HEIGHT, 2 * Math.round((share * (box.height - 28)) / 2));
    const x = box.x + labelWidth + index * BAR_PITCH;
    context.roundRect(x, middle - barHeight / 2, BAR_WIDTH, barHeight, BAR_WIDTH / 2);
  }
  context.fill();
}

/** Returns how many bars fit between names and lengths. */
function barsBeside(labelWidth: number): number {
  return BARS - Math.ceil((labelWidth - LEAST_LABEL_WIDTH) / BAR_PITCH);
}

/** Reduces peaks to at most `count`: the loudest of those that share a bar. */
function atMost(peaks: readonly number[], count: number): readonly number[] {
  if (peaks.length <= count) return peaks;
  const from = (bar: number): number => Math.floor((bar * peaks.length) / count);
  return Array.from({ length: count }, (_, bar) => Math.max(...peaks.slice(from(bar), from(bar + 1))));
}
