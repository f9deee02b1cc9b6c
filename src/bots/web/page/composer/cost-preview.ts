import { html, type TemplateResult } from 'lit-html';
import type { EstimateView } from '../../protocol/session-view.ts';
import type { Redraw } from '../frame/redraw.ts';
import type { readEstimate } from '../server/api.ts';
import type { Translate } from '../text/strings.ts';

/** Long enough not to ask with every key, short enough for the price to appear before the line is sent. */
const PAUSE_MS = 250;
const NONE: EstimateView = { isTooMuch: false };

/** Shows what a line would cost, next to the button that sends it. It never blocks sending. */
export interface CostPreview {
  view(): TemplateResult;
  /** Estimates again when the draft has changed. */
  update(line: string, fileSeconds: number | undefined): void;
}

/** Creates the preview, which is empty until a line has a price. */
export function createCostPreview(t: Translate, redraw: Redraw, estimate: typeof readEstimate): CostPreview {
  let shown = NONE;
  let pause: ReturnType<typeof setTimeout> | undefined;
  // The estimate for an older line must never replace the one for a newer.
  let latest = new AbortController();
  let estimated = '';

  function show(view: EstimateView): void {
    shown = view;
    redraw();
  }

  return {
    view: () => html`
      <output class="composer-cost" for="composer-field" ?data-too-much=${shown.isTooMuch}
        title=${t(shown.isTooMuch ? 'composer.costTooMuch' : 'composer.cost')}>${shown.cost ?? ''}</output>
    `,
    update(line, fileSeconds) {
      const draft = { line: line.trim(), fileSeconds };
      const key = JSON.stringify(draft);
      if (key === estimated) return;
      estimated = key;
      clearTimeout(pause);
      latest.abort();
      if (!draft.line.startsWith('/')) {
        show(NONE);
        return;
      }
      latest = new AbortController();
      const { signal } = latest;
      pause = setTimeout(() => {
        estimate(draft, signal).then(
          (view) => {
            if (!signal.aborted) show(view);
          },
          () => {
            if (!signal.aborted) show(NONE);
          },
        );
      }, PAUSE_MS);
    },
  };
}
