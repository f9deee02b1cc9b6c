import { html, nothing, type TemplateResult } from 'lit-html';
import type { TranscriptLine } from '../../protocol/view.ts';
import { clockTime } from '../text/format.ts';

/** What the lines need to be drawn. */
export interface LinesDrawing {
  readonly lines: readonly TranscriptLine[];
  readonly nameOf: (label: string) => string;
  /** Index of a speaker’s color. */
  readonly colorOf: (label: string) => number;
  /** Called with the line that was pressed; absent where there is nothing to hear. */
  readonly onLine?: (index: number) => void;
}

/** Draws the lines, each next to its time. With a recording, a line is a button that leads there. */
export function drawLines({ lines, nameOf, colorOf, onLine }: LinesDrawing): TemplateResult[] {
  return lines.map(({ startSeconds, endSeconds, text, speaker }, index) => {
    const from = clockTime(startSeconds);
    const time = text === '' ? `${from}–${clockTime(endSeconds)}` : from;
    const who =
      speaker === undefined
        ? nothing
        : html`<b class="line-speaker" data-speaker=${colorOf(speaker)}>${nameOf(speaker)}</b> `;
    const content = html`<span class="transcript-time">${time}</span><span class="line-text">${who}${text}</span>`;
    return onLine === undefined
      ? html`<li><div class="line">${content}</div></li>`
      : html`<li><button type="button" class="line" @click=${() => onLine(index)}>${content}</button></li>`;
  });
}
