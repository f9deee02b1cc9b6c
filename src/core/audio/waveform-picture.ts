import { fileURLToPath } from 'node:url';
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Lane } from './audio.ts';

/** Bars per lane, and so the peaks that each lane should bring. */
export const BARS = 168;
/** More sounds than this are not drawn; the picture would be too tall to read in a chat. */
export const MAX_LANES = 24;

const WIDTH = 1200;
const MARGIN = 28;
const RADIUS = 28;
const LABEL_WIDTH = 208;
/** Whole pixels, so that bars are crisp and the picture compresses well. */
const BAR_PITCH = 5;
const BAR_WIDTH = 3;
const MIN_BAR_HEIGHT = 3;

/** Loudness is heard on a bent scale; a straight one would draw most stems flat. */
const BEND = 0.6;
/** Below this the whole set is silence, and noise must not be blown up to full height. */
const LEAST_LOUDEST = 0.005;

const CARD = '#15171e';
const LANE = '#1d2029';
const LABEL = '#eceef4';
const DURATION = '#8b91a3';
/** Light enough for the dark card, and told apart by people who see few colours: they also differ in brightness. */
const COLOURS = ['#7aa2ff', '#ff9f6b', '#5fd6a4', '#f584c0', '#ffd166', '#b69cff', '#63d2e8', '#c3dd6b'];

/** The bot brings its own font, because a server usually has none. Weight by file name. */
const FONT_FILES = ['inter-latin-500-normal.woff2', 'inter-latin-600-normal.woff2'];
const FONT_NAME = 'Waveform Inter';
const FONT = `"${FONT_NAME}", sans-serif`;

/**
 * Draws a dark card with one row per sound: name, bars and length. All rows share one scale, so a quiet stem looks
 * quiet. The result is a PNG, 1200 px wide and far below 300 KB.
 */
export async function drawWaveform(lanes: readonly Lane[]): Promise<Buffer> {
  // Loaded only here: it is native code, and a bot without pictures is better than no bot.
  const { createCanvas, GlobalFonts } = await import('@napi-rs/canvas');
  if (!GlobalFonts.has(FONT_NAME)) {
    for (const file of FONT_FILES) GlobalFonts.registerFromPath(fontPath(file), FONT_NAME);
  }
  const laneHeight = lanes.length <= 8 ? 104 : 64;
  const gap = 10;
  const height = 2 * MARGIN + lanes.length * (laneHeight + gap) - gap;
  const canvas = createCanvas(WIDTH, height);
  const context = canvas.getContext('2d');
  fillRounded(context, CARD, { x: 0, y: 0, width: WIDTH, height }, RADIUS);
  const loudest = Math.max(LEAST_LOUDEST, ...lanes.flatMap((lane) => lane.peaks));
  for (const [index, lane] of lanes.entries()) {
    const y = MARGIN + index * (laneHeight + gap);
    const colour = COLOURS[index % COLOURS.length] ?? LABEL;
    drawLane(context, lane, { x: MARGIN, y, width: WIDTH - 2 * MARGIN, height: laneHeight }, colour, loudest);
  }
  return await canvas.encode('png');
}

function fontPath(file: string): string {
  return fileURLToPath(import.meta.resolve(`@fontsource/inter/files/${file}`));
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function drawLane(context: SKRSContext2D, lane: Lane, box: Box, colour: string, loudest: number): void {
  fillRounded(context, LANE, box, 16);
  const middle = box.y + box.height / 2;
  fillRounded(context, colour, { x: box.x + 20, y: middle - 5, width: 10, height: 10 }, 5);
  context.textBaseline = 'middle';
  context.fillStyle = LABEL;
  context.font = `600 23px ${FONT}`;
  context.textAlign = 'left';
  context.fillText(fitted(context, lane.name, LABEL_WIDTH - 58), box.x + 44, middle + 1);
  context.fillStyle = DURATION;
  context.font = `500 20px ${FONT}`;
  context.textAlign = 'right';
  context.fillText(clockTime(lane.durationMs), box.x + box.width - 20, middle + 1);
  context.fillStyle = colour;
  context.beginPath();
  for (const [index, peak] of lane.peaks.entries()) {
    const share = Math.min(1, peak / loudest) ** BEND;
    const barHeight = Math.max(MIN_BAR_HEIGHT, 2 * Math.round((share * (box.height - 28)) / 2));
    const x = box.x + LABEL_WIDTH + index * BAR_PITCH;
    context.roundRect(x, middle - barHeight / 2, BAR_WIDTH, barHeight, BAR_WIDTH / 2);
  }
  context.fill();
}

function fillRounded(context: SKRSContext2D, colour: string, box: Box, radius: number): void {
  context.fillStyle = colour;
  context.beginPath();
  context.roundRect(box.x, box.y, box.width, box.height, radius);
  context.fill();
}

/** The text, shortened with an ellipsis until it is at most `width` pixels wide. */
function fitted(context: SKRSContext2D, text: string, width: number): string {
  const characters = [...text];
  let shown = text;
  while (characters.length > 1 && context.measureText(shown).width > width) {
    characters.pop();
    shown = `${characters.join('').trimEnd()}…`;
  }
  return shown;
}

/** `3:07`, or `1:02:45` from an hour on. */
function clockTime(durationMs: number): string {
  const seconds = Math.round(durationMs / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
