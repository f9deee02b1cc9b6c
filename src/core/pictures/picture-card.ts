import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import { fontFor } from './fonts.ts';

/** The width of every picture, in pixels. */
export const WIDTH = 1200;
/** The distance between a card's edge and its contents, in pixels. */
export const MARGIN = 28;
const RADIUS = 28;

/**
 * The colors of a card. Those of the tracks are light enough for its background and differ in brightness too.
 */
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

/** Returns the color of a track or speaker by its number, from 0. */
export function seriesColour(index: number): string {
  return SERIES[index % SERIES.length] ?? COLOUR.label;
}

/** The layout of a text on a card. */
export interface Lettering {
  readonly x: number;
  /** The vertical center, in pixels. */
  readonly y: number;
  /** In pixels. */
  readonly size: number;
  readonly weight: 500 | 600;
  readonly colour: string;
  /** Which side of the text `x` is; left by default. */
  readonly align?: 'left' | 'center' | 'right';
  /** In pixels; longer texts end with an ellipsis. */
  readonly maxWidth?: number;
}

/** A picture being drawn. */
export interface Card {
  readonly canvas: Canvas;
  readonly context: SKRSContext2D;
  /** Covers all texts on the card, as `context.font` expects it after weight (500 or 600) and size. */
  readonly font: string;
  /** Fills a rectangle with round corners. */
  fill(colour: string, box: Box, radius: number): void;
  write(words: string, how: Lettering): void;
  /** Returns the width of a text, in pixels. */
  widthOf(words: string, how: Pick<Lettering, 'size' | 'weight'>): number;
}

/** Creates an empty dark card of that height, for these texts. */
export async function openCard(height: number, texts: readonly string[]): Promise<Card> {
  // Loaded only here: it is native code, and if it fails the bot must still run, without pictures.
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

/** Shortens a text with an ellipsis to at most `width` pixels. */
function fitted(context: SKRSContext2D, text: string, width: number): string {
  const characters = [...text];
  let shown = text;
  while (characters.length > 1 && context.measureText(shown).width > width) {
    characters.pop();
    shown = `${characters.join('').trimEnd()}…`;
  }
  return shown;
}
