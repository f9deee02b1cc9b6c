import { html, nothing, type TemplateResult } from 'lit-html';
import { createRef, ref } from 'lit-html/directives/ref.js';
import type { Redraw } from '../frame/redraw.ts';
import type { Translate } from '../text/strings.ts';

/** Asks before something is deleted. */
export interface ConfirmDialog {
  view(): TemplateResult | typeof nothing;
  /** Asks, and resolves with whether the person agreed. */
  ask(question: string, line: string): Promise<boolean>;
}

/** Creates the dialog, which is in the page only while it is open. */
export function createConfirmDialog(t: Translate, redraw: Redraw): ConfirmDialog {
  const dialog = createRef<HTMLDialogElement>();
  let open:
    | { readonly question: string; readonly line: string; readonly end: (yes: boolean) => void }
    | undefined;

  function onClose(): void {
    open?.end(dialog.value?.returnValue === 'yes');
    open = undefined;
    redraw();
  }

  return {
    view() {
      if (open === undefined) return nothing;
      return html`
        <dialog class="secret-dialog" aria-labelledby="confirm-title" @close=${onClose} ${ref(dialog)}>
          <form method="dialog" class="secret-form">
            <h2 id="confirm-title">${open.question}</h2>
            <p class="confirm-line">${open.line}</p>
            <p>${t('request.deleteHint')}</p>
            <div class="secret-buttons">
              <button type="submit" value="no" class="button" autofocus>${t('form.cancel')}</button>
              <button type="submit" value="yes" class="primary danger">${t('request.delete')}</button>
            </div>
          </form>
        </dialog>
      `;
    },
    ask(question, line) {
      return new Promise((end) => {
        open = { question, line, end };
        redraw(() => dialog.value?.showModal());
      });
    },
  };
}
