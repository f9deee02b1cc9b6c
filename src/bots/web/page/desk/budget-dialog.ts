import { html, nothing, type TemplateResult } from 'lit-html';
import { createRef, ref } from 'lit-html/directives/ref.js';
import type { TenantView } from '../../desk/protocol.ts';
import type { Redraw } from '../frame/redraw.ts';
import { refusalText, setBudget } from './requests.ts';
import type { DeskTranslate } from './words.ts';

/** Asks for a tenant's budget. */
export interface BudgetDialog {
  view(): TemplateResult | typeof nothing;
  open(tenant: TenantView): void;
}

/** Creates the dialog. `onDone` gets what was changed, in words. */
export function createBudgetDialog(
  t: DeskTranslate,
  { redraw, onDone }: { readonly redraw: Redraw; readonly onDone: (text: string) => void },
): BudgetDialog {
  const dialog = createRef<HTMLDialogElement>();
  let asked: TenantView | undefined;
  let problem = '';

  async function save(tenant: string, form: HTMLFormElement): Promise<void> {
    const given = new FormData(form);
    const text = (name: string) => String(given.get(name) ?? '').trim();
    try {
      const done = await setBudget(tenant, { monthly: text('monthly'), daily: text('daily') });
      problem = done.isRefused ? done.text : '';
      if (!done.isRefused) {
        dialog.value?.close();
        onDone(done.text);
      }
    } catch (error) {
      problem = refusalText(error, t);
    }
    redraw();
  }

  function onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    if (asked !== undefined && event.currentTarget instanceof HTMLFormElement)
      void save(asked.tenant, event.currentTarget);
  }

  function onClose(): void {
    asked = undefined;
    redraw();
  }

  const field = (name: 'monthly' | 'daily', value: string) => html`
    <label for=${`budget-${name}`}>${t(`budget.${name}`)}</label>
    <input id=${`budget-${name}`} name=${name} class="secret-field" required maxlength="16" autocomplete="off"
      value=${value}>`;

  return {
    view() {
      if (asked === undefined) return nothing;
      const { tenant, budget = { monthly: 'default', daily: 'default' } } = asked;
      return html`
        <dialog class="secret-dialog" aria-labelledby="budget-title" @close=${onClose} ${ref(dialog)}>
          <form class="secret-form" @submit=${onSubmit}>
            <h2 id="budget-title">${t('budget.title', { tenant })}</h2>
            <p class="soft">${t('budget.lead')}</p>
            ${field('monthly', budget.monthly)} ${field('daily', budget.daily)}
            <p class="desk-problem" role="alert">${problem}</p>
            <div class="secret-buttons">
              <button type="button" class="button" @click=${() => dialog.value?.close()}>${t('ask.no')}</button>
              <button type="submit" class="primary">${t('budget.save')}</button>
            </div>
          </form>
        </dialog>`;
    },
    open(tenant) {
      asked = tenant;
      problem = '';
      redraw(() => dialog.value?.showModal());
    },
  };
}
