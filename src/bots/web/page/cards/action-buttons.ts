import { html, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { ActionView } from '../../protocol/view.ts';

/** Handles a pressed button of a card. Must not reject. */
export type Press = (action: ActionView) => Promise<void>;

/** Draws the buttons of a card. A button is disabled while it is handled. */
export function actionButtons(actions: readonly ActionView[], press: Press): unknown {
  return repeat(
    actions,
    ({ verb, subject }) => `${verb} ${subject}`,
    (action) => actionButton(action, press),
  );
}

function actionButton(action: ActionView, press: Press): TemplateResult {
  const onClick = (event: Event): void => {
    const button = event.currentTarget;
    if (!(button instanceof HTMLButtonElement)) return;
    button.disabled = true;
    void press(action).finally(() => {
      button.disabled = false;
    });
  };
  const style = action.verb === 'confirm' ? 'primary' : 'button';
  return html`
    <button type="button" class=${style} data-action=${action.verb} @click=${onClick}>${action.label}</button>
  `;
}
