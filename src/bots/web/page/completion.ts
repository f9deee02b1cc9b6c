import type { CommandView } from '../view.ts';
import { createMenu } from './menu.ts';
import { type FindChoices, type Suggestion, suggest } from './suggestions.ts';
import type { Say } from './words.ts';

/** Ties the text, the suggestions and the menu together. */
export interface Completion {
  readonly element: HTMLElement;
  /** Works out anew what to offer. */
  update(): void;
  close(): void;
  /** Takes the first suggestion, if there is one. */
  takeFirst(): void;
  /** True when the key was meant for the menu. */
  handleKey(event: KeyboardEvent): boolean;
}

/** Builds the completion of a text field. */
export function createCompletion(parts: {
  readonly field: HTMLTextAreaElement;
  readonly say: Say;
  readonly announce: (sentence: string) => void;
  readonly commands: readonly CommandView[];
  readonly attachments: () => readonly string[];
  readonly find: FindChoices;
  readonly onChange: () => void;
}): Completion {
  const { field, say, announce, commands, find, onChange } = parts;
  const menu = createMenu({ field, say, announce, onChoose: take });
  // The answer for an older text must never overtake the one for a newer.
  let latest = new AbortController();
  let shownForLength = 0;

  function take(suggestion: Suggestion): void {
    const { from, to, insert } = suggestion;
    // What was typed since the menu was made goes with the word it belongs to.
    const end = to + Math.max(0, field.value.length - shownForLength);
    // Typed in, so that undo takes it back; the fallback is for browsers that have done away with it.
    field.focus();
    field.setSelectionRange(from, end);
    if (!document.execCommand('insertText', false, insert)) field.setRangeText(insert, from, end, 'end');
    onChange();
    if (/[\s:]$/.test(insert)) update();
    else close();
  }

  function close(): void {
    latest.abort();
    menu.close();
  }

  function update(): void {
    latest.abort();
    latest = new AbortController();
    const { signal } = latest;
    const draft = { line: field.value, caret: field.selectionStart, attachments: parts.attachments() };
    suggest(draft, { commands, say, find }, signal)
      .then((suggestions) => {
        if (signal.aborted) return;
        shownForLength = draft.line.length;
        menu.show(suggestions);
      })
      .catch(() => {
        if (!signal.aborted) menu.close();
      });
  }

  function handleKey(event: KeyboardEvent): boolean {
    if (!menu.isOpen) return false;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') menu.move(event.key === 'ArrowDown' ? 1 : -1);
    else if (event.key === 'Escape') close();
    else if (event.key === 'Tab' && !event.shiftKey) takeChosen(true);
    else if (event.key === 'Enter' && !event.shiftKey && menu.chosen(false) !== undefined) takeChosen(false);
    else return false;
    event.preventDefault();
    return true;
  }

  function takeChosen(orFirst: boolean): void {
    const suggestion = menu.chosen(orFirst);
    if (suggestion !== undefined) take(suggestion);
  }

  field.addEventListener('blur', close);
  return { element: menu.element, update, close, takeFirst: () => takeChosen(true), handleKey };
}
