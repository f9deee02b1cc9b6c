import { html, type TemplateResult } from 'lit-html';
import { icon } from '../frame/icons.ts';
import type { Translate } from '../text/strings.ts';

/** Draws the buttons below the text field, with the price between them. */
export function composerTools(
  t: Translate,
  now: { readonly isPrivate: boolean; readonly canSend: boolean; readonly cost: TemplateResult },
  on: { readonly chooseFiles: () => void; readonly togglePrivate: () => void; readonly send: () => void },
): TemplateResult {
  return html`
    <div class="composer-tools">
      <button type="button" class="icon-button" aria-label=${t('composer.attach')} title=${t('composer.attach')}
        @click=${on.chooseFiles}>${icon('attach')}</button>
      <button type="button" class="toggle" aria-pressed=${String(now.isPrivate)} title=${t('composer.privateHint')}
        @click=${on.togglePrivate}>${icon('lock')}<span>${t('composer.private')}</span></button>
      <span id="composer-keys" class="composer-keys">${t('composer.keys')}</span>
      ${now.cost}
      <button type="button" class="icon-button composer-send" aria-label=${t('composer.send')}
        title=${t('composer.send')} ?disabled=${!now.canSend} @click=${on.send}>${icon('send')}</button>
    </div>
  `;
}
