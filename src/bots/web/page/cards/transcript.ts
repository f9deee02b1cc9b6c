import { html, type TemplateResult } from 'lit-html';

/** `[0:03] text` or `[0:03–0:07] text`, as transcript lines begin. */
const TIMED = /^\[([\d:]+(?:–[\d:]+)?)\] ?(.*)$/;

/** A text, and the transcript lines that follow it, if any. */
export interface TranscriptText {
  readonly about: string;
  readonly lines: readonly { readonly time: string; readonly text: string }[];
}

/** Splits the lines of a transcript, each with its time, from the text before them. */
export function readTranscript(text: string): TranscriptText {
  const at = text.indexOf('\n\n');
  const lines = at < 0 ? [] : text.slice(at + 2).split('\n');
  const timed = lines.map((line) => {
    const [, time = '', words = line] = TIMED.exec(line) ?? [];
    return { time, text: words };
  });
  return (timed[0]?.time ?? '') === ''
    ? { about: text, lines: [] }
    : { about: text.slice(0, at), lines: timed };
}

/** Draws transcript lines, each next to its time. */
export function transcriptLines(lines: TranscriptText['lines']): TemplateResult {
  const entries = lines.map(
    ({ time, text }) => html`<li><span class="transcript-time">${time}</span><span>${text}</span></li>`,
  );
  return html`<ol class="transcript">${entries}</ol>`;
}
