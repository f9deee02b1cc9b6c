import { html, nothing, type TemplateResult } from 'lit-html';
import { createRef, type Ref, ref } from 'lit-html/directives/ref.js';
import type { Translate } from '../text/strings.ts';
import { MENU_ID } from './menu.ts';

/** Reads and changes the text of the composer, which the browser keeps. Nothing happens before it is drawn. */
export interface TextField {
  /** Binds the drawn element. */
  readonly element: Ref<HTMLTextAreaElement>;
  readonly text: string;
  readonly caret: number;
  /** Replaces the whole text, with the caret at its end. */
  put(text: string): void;
  /** Replaces a part as if it were typed, so that undo reverts it. */
  type(insert: string, from: number, to: number): void;
  /** Makes the field as high as its text. */
  fit(): void;
  focus(): void;
}

/** Creates the access to a field that is drawn later. */
export function createTextField(): TextField {
  const element = createRef<HTMLTextAreaElement>();
  return {
    element,
    get text() {
      return element.value?.value ?? '';
    },
    get caret() {
      return element.value?.selectionStart ?? 0;
    },
    put(text) {
      if (element.value === undefined) return;
      element.value.value = text;
      element.value.setSelectionRange(text.length, text.length);
    },
    type(insert, from, to) {
      const field = element.value;
      if (field === undefined) return;
      field.focus();
      field.setSelectionRange(from, to);
      // The fallback is for browsers that no longer have the command.
      if (!document.execCommand('insertText', false, insert)) field.setRangeText(insert, from, to, 'end');
    },
    fit() {
      const field = element.value;
      if (field === undefined) return;
      field.style.height = 'auto';
      field.style.height = `${field.scrollHeight}px`;
    },
    focus: () => element.value?.focus(),
  };
}

/**
 * Draws the text field that the suggestions belong to. A field of several lines can't have the role of a combobox (ARIA
 * in HTML), so the number of suggestions is announced instead of whether they are open.
 */
export function textFieldView(
  t: Translate,
  { element }: TextField,
  menu: { readonly activeId: string | undefined },
  on: {
    readonly input: () => void;
    readonly key: (event: KeyboardEvent) => void;
    readonly leave: () => void;
  },
): TemplateResult {
  const isNarrow = matchMedia('(max-width: 40rem)').matches;
  return html`
    <textarea id="composer-field" class="composer-field" rows="1" autocomplete="off" autocapitalize="off"
      spellcheck="false" enterkeyhint="send" aria-label=${t('composer.label')} aria-describedby="composer-keys"
      placeholder=${t(isNarrow ? 'composer.placeholderShort' : 'composer.placeholder')}
      aria-autocomplete="list" aria-haspopup="listbox" aria-controls=${MENU_ID} aria-activedescendant=${menu.activeId ?? nothing}
      @input=${on.input} @keydown=${on.key} @blur=${on.leave} ${ref(element)}></textarea>
  `;
}
