import { html, nothing, type TemplateResult } from 'lit-html';
import type { BudgetFigureView, SessionView } from '../../protocol/session-view.ts';
import type { Translate } from '../text/strings.ts';
import { icon } from './icons.ts';

/** What the header shows now, besides its name. */
export interface HeaderState {
  readonly isOffline: boolean;
  readonly budget: readonly BudgetFigureView[];
}

/** Draws the top of the page: its name, the budget in use, the search, and whether this is the sandbox. */
export function pageHeader(
  { isSandbox }: Pick<SessionView, 'isSandbox'>,
  t: Translate,
  { isOffline, budget }: HeaderState,
  onSearch: () => void,
): TemplateResult {
  const badge = html`<span class="badge" title=${t('page.sandboxHint')}>${t('page.sandbox')}</span>`;
  return html`
    <header class="header">
      <div class="header-inner">
        <img class="mark" src="/playground/page/icon.svg" alt="" width="28" height="28">
        <div class="brand">
          <h1>${t('page.title')}</h1>
          ${budget.length === 0 ? html`<p>${t('page.tagline')}</p>` : budgetList(budget, t)}
        </div>
        <div class="header-side">
          ${isSandbox ? badge : nothing}
          <button type="button" class="button search-button" aria-keyshortcuts="Control+K Meta+K" @click=${onSearch}>
            ${icon('search')}<span class="search-word">${t('search.open')}</span>
            <kbd aria-hidden="true">${t('search.keys')}</kbd>
          </button>
        </div>
      </div>
      <p class="offline" role="status">${isOffline ? t('page.offline') : ''}</p>
    </header>
  `;
}

/** Draws each figure under its own name: a member’s day and everybody’s month are different sums. */
function budgetList(budget: readonly BudgetFigureView[], t: Translate): TemplateResult {
  return html`
    <dl class="budget" aria-label=${t('budget.label')}>${budget.map(
      ({ name, value, share }) => html`
        <div class="budget-figure">
          <dt>${name}</dt>
          <dd>${value}<meter min="0" max="1" high="0.8" value=${share} aria-label=${name}></meter></dd>
        </div>
      `,
    )}</dl>
  `;
}
