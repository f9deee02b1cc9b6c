import { el, type IconName, icon } from './dom.ts';
import type { Say } from './words.ts';

/** What a newcomer sees: three things to do with one click each. */
export function createEmptyState(
  say: Say,
  act: { readonly submit: (line: string) => void; readonly chooseFiles: () => void },
): HTMLElement {
  const speech = example('speech', say('empty.speechTitle'), say('empty.speechLine'), true);
  speech.addEventListener('click', () => act.submit(say('empty.speechLine')));
  const stems = example('stems', say('empty.stemsTitle'), say('empty.stemsHint'), false);
  stems.addEventListener('click', act.chooseFiles);
  const wallet = example('wallet', say('empty.walletTitle'), say('empty.walletLine'), true);
  wallet.addEventListener('click', () => act.submit(say('empty.walletLine')));
  const element = el(
    'section',
    { class: 'empty' },
    el('h2', {}, say('empty.title')),
    el('p', {}, say('empty.lead')),
    el('div', { class: 'examples' }, speech, stems, wallet),
  );
  // Shown only once it is known that there is nothing to show.
  element.hidden = true;
  return element;
}

function example(name: IconName, title: string, line: string, isCode: boolean): HTMLButtonElement {
  return el(
    'button',
    { type: 'button', class: 'example' },
    icon(name),
    el('span', { class: 'example-title' }, title),
    el(isCode ? 'code' : 'span', { class: 'example-line' }, line),
  );
}
