import type { TemplateResult } from 'lit-html';
import type { CommandView } from '../../protocol/session-view.ts';
import type { Redraw } from '../frame/redraw.ts';
import type { Translate } from '../text/strings.ts';
import { createMenu } from './menu.ts';
import { type FindChoices, type Suggestion, suggest } from './suggestions.ts';
import type { TextField } from './text-field.ts';

/** Completes the text of the composer with suggestions from a menu. */
export interface Completion {
  view(): TemplateResult;
  /** Id of the active suggestion. */
  readonly activeId: string | undefined;
  /** Finds suggestions for the current text. */
  update(): void;
  close(): void;
  /** Takes the first suggestion, if there is one. */
  takeFirst(): void;
  /** Handles a key that is meant for the menu, and returns whether it was. */
  handleKey(event: KeyboardEvent): boolean;
}

/** Creates the completion of a text field. */
export function createCompletion(parts: {
  readonly field: TextField;
  readonly t: Translate;
  readonly announce: (sentence: string) => void;
  readonly redraw: Redraw;
  readonly commands: readonly CommandView[];
  readonly attachments: () => readonly string[];
  readonly find: FindChoices;
  readonly onChange: () => void;
}): Completion {
  const { field, t, announce, redraw, commands, find, onChange } = parts;
  const menu = createMenu({ t, announce, redraw, onChoose: take });
  // Suggestions for an older text must never replace those for a newer.
  let latest = new AbortController();
  let shownForLength = 0;

  function take({ from, to, insert }: Suggestion): void {
    // What was typed since the menu was made belongs to the same word.
    field.type(insert, from, to + Math.max(0, field.text.length - shownForLength));
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
    const draft = { line: field.text, caret: field.caret, attachments: parts.attachments() };
    suggest(draft, { commands, t, find }, signal)
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
    // Also what is still on its way must not open.
    if (event.key === 'Escape') latest.abort();
    if (!menu.isOpen) return false;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') menu.move(event.key === 'ArrowDown' ? 1 : -1);
    else if (event.key === 'Escape') close();
    else if (event.key === 'Tab' && !event.shiftKey) takeActive(true);
    else if (event.key === 'Enter' && !event.shiftKey && menu.active(false) !== undefined) takeActive(false);
    else return false;
    event.preventDefault();
    return true;
  }

  function takeActive(orFirst: boolean): void {
    const suggestion = menu.active(orFirst);
    if (suggestion !== undefined) take(suggestion);
  }

  return {
    view: menu.view,
    get activeId() {
      return menu.activeId;
    },
    update,
    close,
    takeFirst: () => takeActive(true),
    handleKey,
  };
}
