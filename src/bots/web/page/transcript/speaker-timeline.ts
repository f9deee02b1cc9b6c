import { html, type TemplateResult } from 'lit-html';
import type { TranscriptLine } from '../../protocol/view.ts';
import type { Translate } from '../text/strings.ts';

/** As wide as the recording is long. */
const WIDTH = 1000;
const HEIGHT = 10;
const LEAST_WIDTH = 2;

/** One speaker, by AudioPod's label, and what people call them. */
export interface Speaker {
  readonly label: string;
  readonly name: string;
}

/** Draws who speaks when: one row per speaker, each as an image that says how much of the speech is theirs. */
export function speakerTimeline(
  speakers: readonly Speaker[],
  lines: readonly TranscriptLine[],
  t: Translate,
): TemplateResult {
  const endSeconds = lines.reduce((latest, line) => Math.max(latest, line.endSeconds), 1);
  const allSeconds = lines.reduce((sum, line) => sum + lengthOf(line), 0);
  const rows = speakers.map(({ label, name }, index) => {
    const own = lines.filter(({ speaker }) => speaker === label);
    const share = own.reduce((sum, line) => sum + lengthOf(line), 0) / (allSeconds || 1);
    const percent = Math.round(share * 100);
    return html`
      <li class="speaker-row" data-speaker=${index % 6}>
        <span class="speaker-name">${name}</span>
        <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img"
          aria-label=${t('transcript.share', { name, percent })}><path d=${stretches(own, endSeconds)}></path></svg>
        <span class="speaker-share" aria-hidden="true">${t('mixer.percent', { percent })}</span>
      </li>
    `;
  });
  return html`<ul class="speaker-timeline" aria-label=${t('transcript.speakers')}>${rows}</ul>`;
}

function lengthOf({ startSeconds, endSeconds }: TranscriptLine): number {
  return Math.max(0, endSeconds - startSeconds);
}

/** Returns all stretches as one path, because hours of talk have thousands of them. */
function stretches(lines: readonly TranscriptLine[], endSeconds: number): string {
  return lines
    .map((line) => {
      const x = (line.startSeconds / endSeconds) * WIDTH;
      const width = Math.max(LEAST_WIDTH, (lengthOf(line) / endSeconds) * WIDTH);
      return `M${x.toFixed(1)} 0h${width.toFixed(1)}v${HEIGHT}h-${width.toFixed(1)}z`;
    })
    .join('');
}
