import { html, type TemplateResult } from 'lit-html';
import { type IconName, icon } from '../frame/icons.ts';
import type { Translate } from '../text/strings.ts';

/** Draws what a newcomer sees: three first steps with one click each. */
export function emptyState(
  t: Translate,
  act: { readonly submit: (line: string) => void; readonly chooseFiles: () => void },
): TemplateResult {
  const command = (name: IconName, title: string, line: string) =>
    example(name, title, html`<code class="example-line">${line}</code>`, () => act.submit(line));
  const hint = html`<span class="example-line">${t('empty.stemsHint')}</span>`;
  return html`
    <section class="empty">
      <h2>${t('empty.title')}</h2>
      <p>${t('empty.lead')}</p>
      <div class="examples">
        ${command('speech', t('empty.speechTitle'), t('empty.speechLine'))}
        ${example('stems', t('empty.stemsTitle'), hint, act.chooseFiles)}
        ${command('wallet', t('empty.walletTitle'), t('empty.walletLine'))}
      </div>
    </section>
  `;
}

function example(name: IconName, title: string, line: TemplateResult, onClick: () => void): TemplateResult {
  return html`
    <button type="button" class="example" @click=${onClick}>
      ${icon(name)}<span class="example-title">${title}</span>${line}
    </button>
  `;
}
