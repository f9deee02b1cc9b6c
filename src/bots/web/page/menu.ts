import { el } from './dom.ts';
import type { Suggestion, Suggestions } from './suggestions.ts';
import type { Say } from './words.ts';

const MENU_ID = 'suggestions';

/** The list over the composer: the listbox of a combobox whose focus stays in the text. */
export interface Menu {
  readonly element: HTMLElement;
  readonly isOpen: boolean;
  show(suggestions: Suggestions): void;
  close(): void;
  /** Moves the choice by one line, round the ends. */
  move(step: 1 | -1): void;
  /** The line Enter would take; with `orFirst`, as Tab does, the first one when none is chosen. */
  chosen(orFirst: boolean): Suggestion | undefined;
}

/** Builds the menu for a text field and keeps the field's ARIA state true. */
export function createMenu(parts: {
  readonly field: HTMLTextAreaElement;
  readonly say: Say;
  readonly announce: (sentence: string) => void;
  readonly onChoose: (suggestion: Suggestion) => void;
}): Menu {
  const { field, say, announce, onChoose } = parts;
  const element = el('ul', { id: MENU_ID, class: 'menu', role: 'listbox', 'aria-label': say('menu.label') });
  element.hidden = true;
  field.setAttribute('role', 'combobox');
  field.setAttribute('aria-autocomplete', 'list');
  field.setAttribute('aria-haspopup', 'listbox');
  field.setAttribute('aria-controls', MENU_ID);
  let items: readonly Suggestion[] = [];
  let at = -1;

  function mark(): void {
    for (const [index, line] of [...element.children].entries()) {
      line.setAttribute('aria-selected', String(index === at));
      if (index === at) line.scrollIntoView({ block: 'nearest' });
    }
    if (at >= 0) field.setAttribute('aria-activedescendant', `${MENU_ID}-${at}`);
    else field.removeAttribute('aria-activedescendant');
  }

  function close(): void {
    items = [];
    at = -1;
    element.hidden = true;
    element.replaceChildren();
    field.setAttribute('aria-expanded', 'false');
    field.removeAttribute('aria-activedescendant');
  }

  // The pointer must not take the focus out of the text.
  element.addEventListener('mousedown', (event) => event.preventDefault());
  element.addEventListener('click', (event) => {
    const line = event.target instanceof Element ? event.target.closest('li') : null;
    const item = line === null ? undefined : items[[...element.children].indexOf(line)];
    if (item !== undefined) onChoose(item);
  });
  close();

  return {
    element,
    get isOpen() {
      return !element.hidden;
    },
    close,
    show(suggestions) {
      if (suggestions.items.length === 0) {
        close();
        return;
      }
      if (items.length !== suggestions.items.length) {
        announce(say('menu.count', { count: suggestions.items.length }));
      }
      items = suggestions.items;
      at = suggestions.isEager ? 0 : -1;
      element.replaceChildren(...items.map(menuLine));
      element.hidden = false;
      field.setAttribute('aria-expanded', 'true');
      mark();
    },
    move(step) {
      at = at < 0 && step < 0 ? items.length - 1 : (at + step + items.length) % items.length;
      mark();
    },
    chosen: (orFirst) => items[at] ?? (orFirst ? items[0] : undefined),
  };
}

function menuLine(item: Suggestion, index: number): HTMLElement {
  return el(
    'li',
    { id: `${MENU_ID}-${index}`, role: 'option', class: 'menu-line' },
    el('span', { class: 'menu-label' }, item.label),
    el('span', { class: 'menu-description' }, item.description),
    el('span', { class: 'menu-hint' }, item.hint),
  );
}
