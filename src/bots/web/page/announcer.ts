import { el } from './dom.ts';

/** Tells screen readers what changed, one calm sentence at a time. */
export interface Announcer {
  readonly element: HTMLElement;
  say(sentence: string): void;
}

/** A live region outside the moving parts of the page. */
export function createAnnouncer(): Announcer {
  const element = el('p', { class: 'visually-hidden', role: 'status', 'aria-live': 'polite' });
  return {
    element,
    say(sentence) {
      if (element.textContent !== sentence) element.textContent = sentence;
    },
  };
}
