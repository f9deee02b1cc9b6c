import { readEstimate } from './api.ts';
import { el } from './dom.ts';
import type { Say } from './words.ts';

/** Long enough that typing does not ask with every key, short enough to be there when the line is. */
const PAUSE_MS = 250;

/** What the line would cost, beside the button that sends it. It never stands in the way of sending. */
export interface CostPreview {
  readonly element: HTMLElement;
  /** Works it out anew for what the composer holds. */
  update(line: string, fileSeconds: number | undefined): void;
}

/** Shows nothing until a line has a price. */
export function createCostPreview(say: Say): CostPreview {
  const element = el('output', { class: 'composer-cost', for: 'composer-field' });
  let pause: ReturnType<typeof setTimeout> | undefined;
  // The answer for an older line must never overtake the one for a newer.
  let latest = new AbortController();
  let asked = '';

  function show(cost: string | undefined, isTooMuch: boolean): void {
    element.textContent = cost ?? '';
    element.title = say(isTooMuch ? 'composer.costTooMuch' : 'composer.cost');
    element.toggleAttribute('data-too-much', isTooMuch);
  }

  return {
    element,
    update(line, fileSeconds) {
      const draft = { line: line.trim(), fileSeconds };
      const question = JSON.stringify(draft);
      if (question === asked) return;
      asked = question;
      clearTimeout(pause);
      latest.abort();
      if (!draft.line.startsWith('/')) {
        show(undefined, false);
        return;
      }
      latest = new AbortController();
      const { signal } = latest;
      pause = setTimeout(() => {
        readEstimate(draft, signal).then(
          ({ cost, isTooMuch }) => {
            if (!signal.aborted) show(cost, isTooMuch);
          },
          () => {
            if (!signal.aborted) show(undefined, false);
          },
        );
      }, PAUSE_MS);
    },
  };
}
