import { html, type TemplateResult } from 'lit-html';
import type { Redraw } from '../frame/redraw.ts';
import type { Translate } from '../text/strings.ts';
import type { Suggestion, Suggestions } from './suggestions.ts';

/** Id of the listbox that the text field controls. */
export const MENU_ID = 'suggestions';

/** Shows the listbox of the suggestions. The focus stays in the text field. */
export interface Menu {
  view(): TemplateResult;
  readonly isOpen: boolean;
  /** Id of the active line, for the text field's `aria-activedescendant`. */
  readonly activeId: string | undefined;
  show(suggestions: Suggestions): void;
  close(): void;
  /** Activates the next or previous line, from the last to the first and back. */
  move(step: 1 | -1): void;
  /** Returns the line Enter takes; with `orFirst`, as Tab does, the first one when none is active. */
  active(orFirst: boolean): Suggestion | undefined;
}

/** Creates the menu, closed. */
export function createMenu(parts: {
  readonly t: Translate;
  readonly announce: (sentence: string) => void;
  readonly onChoose: (suggestion: Suggestion) => void;
  readonly redraw: Redraw;
}): Menu {
  const { t, announce, onChoose, redraw } = parts;
  let items: readonly Suggestion[] = [];
  let at = -1;

  const lineId = (index: number) => `${MENU_ID}-${index}`;

  function line(item: Suggestion, index: number): TemplateResult {
    return html`
      <li id=${lineId(index)} role="option" class="menu-line" aria-selected=${String(index === at)}
        @click=${() => onChoose(item)}>
        <span class="menu-label">${item.label}</span>
        <span class="menu-description">${item.description}</span>
        <span class="menu-hint">${item.hint}</span>
      </li>
    `;
  }

  function close(): void {
    items = [];
    at = -1;
    redraw();
  }

  function showActive(): void {
    document.getElementById(lineId(at))?.scrollIntoView({ block: 'nearest' });
  }

  return {
    // The pointer must not take the focus from the text field.
    view: () => html`
      <ul id=${MENU_ID} class="menu" role="listbox" aria-label=${t('menu.label')} ?hidden=${items.length === 0}
        @mousedown=${(event: Event) => event.preventDefault()}>${items.map(line)}</ul>
    `,
    get isOpen() {
      return items.length > 0;
    },
    get activeId() {
      return at < 0 ? undefined : lineId(at);
    },
    close,
    show(suggestions) {
      if (suggestions.items.length === 0) {
        close();
        return;
      }
      if (items.length !== suggestions.items.length) {
        announce(t('menu.count', { count: suggestions.items.length }));
      }
      items = suggestions.items;
      at = suggestions.isEager ? 0 : -1;
      redraw(showActive);
    },
    move(step) {
      at = at < 0 && step < 0 ? items.length - 1 : (at + step + items.length) % items.length;
      redraw(showActive);
    },
    active: (orFirst) => items[at] ?? (orFirst ? items[0] : undefined),
  };
}
