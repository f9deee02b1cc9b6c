import { fileURLToPath } from 'node:url';
import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';

/** All pictures are this wide, in pixels. */
export const WIDTH = 1200;
/** Between the edge of a card and what is on it. */
export const MARGIN = 28;
const RADIUS = 28;

/** The colours of a card. Those of the sounds are light enough for it, and also differ in brightness. */
export const COLOUR = {
  card: '#15171e',
  lane: '#1d2029',
  label: '#eceef4',
  faint: '#8b91a3',
} as const;
const SERIES = ['#7aa2ff', '#ff9f6b', '#5fd6a4', '#f584c0', '#ffd166', '#b69cff', '#63d2e8', '#c3dd6b'];

/** The bot brings its own font, because a server usually has none. Weight by file name. */
const FONT_FILES = ['inter-latin-500-normal.woff2', 'inter-latin-600-normal.woff2'];
const FONT_NAME = 'Waveform Inter';
/** For `context.font`, behind weight and size. */
export const FONT = `"${FONT_NAME}", sans-serif`;

/** A rectangle, in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The colour of the sound or speaker of that number, from 0. */
export function seriesColour(index: number): string {
  return SERIES[index % SERIES.length] ?? COLOUR.label;
}

/** An empty dark card of that height, and what draws on it. */
export async function openCard(
  height: number,
): Promise<{ readonly canvas: Canvas; readonly context: SKRSContext2D }> {
  // Loaded only here: it is native code, and a bot without pictures is better than no bot.
  const { createCanvas, GlobalFonts } = await import('@napi-rs/canvas');
  if (!GlobalFonts.has(FONT_NAME)) {
    for (const file of FONT_FILES) GlobalFonts.registerFromPath(fontPath(file), FONT_NAME);
  }
  const canvas = createCanvas(WIDTH, height);
  const context = canvas.getContext('2d');
  fillRounded(context, COLOUR.card, { x: 0, y: 0, width: WIDTH, height }, RADIUS);
  return { canvas, context };
}

function fontPath(file: string): string {
  return fileURLToPath(import.meta.resolve(`@fontsource/inter/files/${file}`));
}

/** Fills a rectangle with round corners. */
export function fillRounded(context: SKRSContext2D, colour: string, box: Box, radius: number): void {
  context.fillStyle = colour;
  context.beginPath();
  context.roundRect(box.x, box.y, box.width, box.height, radius);
  context.fill();
}

/** The text, shortened with an ellipsis until it is at most `width` pixels wide. */
export function fitted(context: SKRSContext2D, text: string, width: number): string {
  const characters = [...text];
  let shown = text;
  while (characters.length > 1 && context.measureText(shown).width > width) {
    characters.pop();
    shown = `${characters.join('').trimEnd()}…`;
  }
  return shown;
}
