import type { SessionView } from '../view.ts';
import { el } from './dom.ts';
import type { Say } from './words.ts';

/** The top of the page. */
export interface Header {
  readonly element: HTMLElement;
  showOffline(isOffline: boolean): void;
  /** Says what has been spent, in place of what this page is. */
  showBudget(line: string): void;
}

/** Says what this is, whether anything is real, and what is left to spend. */
export function createHeader(session: SessionView, say: Say): Header {
  const mark = el('img', { class: 'mark', src: '/playground/page/icon.svg', alt: '', width: 28, height: 28 });
  const subtitle = el('p', {}, say('page.tagline'));
  const name = el('div', { class: 'brand' }, el('h1', {}, say('page.title')), subtitle);
  const side = el('div', { class: 'header-side' });
  if (session.isSandbox) {
    side.append(el('span', { class: 'badge', title: say('page.sandboxHint') }, say('page.sandbox')));
  }
  const offline = el('p', { class: 'offline', role: 'status' });
  const inner = el('div', { class: 'header-inner' }, mark, name, side);
  return {
    element: el('header', { class: 'header' }, inner, offline),
    showOffline(isOffline) {
      offline.textContent = isOffline ? say('page.offline') : '';
    },
    showBudget(line) {
      subtitle.textContent = line === '' ? say('page.tagline') : line;
    },
  };
}
