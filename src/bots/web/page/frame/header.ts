import { html, nothing, type TemplateResult } from 'lit-html';
import type { SessionView } from '../../protocol/view.ts';
import type { Translate } from '../text/strings.ts';

/** Draws the top of the page: its name, the budget in use, and whether this is the sandbox. */
export function pageHeader(
  { isSandbox }: Pick<SessionView, 'isSandbox'>,
  t: Translate,
  now: { readonly isOffline: boolean; readonly budgetLine: string },
): TemplateResult {
  const badge = html`<span class="badge" title=${t('page.sandboxHint')}>${t('page.sandbox')}</span>`;
  return html`
    <header class="header">
      <div class="header-inner">
        <img class="mark" src="/playground/page/icon.svg" alt="" width="28" height="28">
        <div class="brand">
          <h1>${t('page.title')}</h1>
          <p>${now.budgetLine === '' ? t('page.tagline') : now.budgetLine}</p>
        </div>
        <div class="header-side">${isSandbox ? badge : nothing}</div>
      </div>
      <p class="offline" role="status">${now.isOffline ? t('page.offline') : ''}</p>
    </header>
  `;
}
