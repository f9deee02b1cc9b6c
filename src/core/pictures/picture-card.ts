import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import { fontFor } from './fonts.ts';

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

/** How words stand on a card. */
export interface Lettering {
  readonly x: number;
  /** Their middle. */
  readonly y: number;
  /** In pixels. */
  readonly size: number;
  readonly weight: 500 | 600;
  readonly colour: string;
  /** Which side of them `x` is; the left one when left out. */
  readonly align?: 'left' | 'center' | 'right';
  /** In pixels; what is longer ends with an ellipsis. */
  readonly maxWidth?: number;
}

/** A picture that is being drawn. */
export interface Card {
  readonly canvas: Canvas;
  readonly context: SKRSContext2D;
  /** Has all that is to be written on it, as `context.font` wants it behind weight (500 or 600) and size. */
  readonly font: string;
  /** Fills a rectangle with round corners. */
  fill(colour: string, box: Box, radius: number): void;
  write(words: string, how: Lettering): void;
  /** The width of a text as it would be written, in pixels. */
  widthOf(words: string, how: Pick<Lettering, 'size' | 'weight'>): number;
}

/** An empty dark card of that height, for these texts. */
export async function openCard(height: number, texts: readonly string[]): Promise<Card> {
  // Loaded only here: it is native code, and a bot without pictures is better than no bot.
  const { createCanvas } = await import('@napi-rs/canvas');
  const font = await fontFor(texts);
  const canvas = createCanvas(WIDTH, height);
  const context = canvas.getContext('2d');
  const card: Card = {
    canvas,
    context,
    font,
    fill(colour, box, radius) {
      context.fillStyle = colour;
      context.beginPath();
      context.roundRect(box.x, box.y, box.width, box.height, radius);
      context.fill();
    },
    write(words, { x, y, size, weight, colour, align = 'left', maxWidth }) {
      context.fillStyle = colour;
      context.font = `${weight} ${size}px ${font}`;
      context.textAlign = align;
      context.textBaseline = 'middle';
      context.fillText(maxWidth === undefined ? words : fitted(context, words, maxWidth), x, y);
    },
    widthOf(words, { size, weight }) {
      context.font = `${weight} ${size}px ${font}`;
      return context.measureText(words).width;
    },
  };
  card.fill(COLOUR.card, { x: 0, y: 0, width: WIDTH, height }, RADIUS);
  return card;
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
