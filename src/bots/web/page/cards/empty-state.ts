import { html, nothing, type TemplateResult } from 'lit-html';
import { type IconName, icon } from '../frame/icons.ts';
import type { Translate } from '../text/strings.ts';

/** What the first steps do. */
export interface FirstSteps {
  submit(line: string): void;
  chooseFiles(): void;
  /** Attaches the example song, and splits it. */
  splitExample(): Promise<void>;
}

/** The line that the example song is sent with. */
export const EXAMPLE_LINE = '/stems mode:four';

/** Draws what a newcomer sees: first steps with one click each, and what the sandbox is. */
export function emptyState(
  t: Translate,
  { isSandbox, steps }: { readonly isSandbox: boolean; readonly steps: FirstSteps },
): TemplateResult {
  const command = (name: IconName, title: string, line: string) =>
    example(name, title, line, () => steps.submit(line));
  const split = (event: Event): void => {
    const { currentTarget: button } = event;
    if (!(button instanceof HTMLButtonElement)) return;
    // A second click would attach the song twice.
    button.disabled = true;
    void steps.splitExample().finally(() => {
      button.disabled = false;
    });
  };
  return html`
    <section class="empty">
      <h2>${t('empty.title')}</h2>
      <p>${t('empty.lead')}</p>
      <div class="examples">
        ${command('speech', t('empty.speechTitle'), t('empty.speechLine'))}
        ${example('stems', t('empty.stemsTitle'), EXAMPLE_LINE, split)}
        ${command('music', t('empty.musicTitle'), t('empty.musicLine'))}
      </div>
      <div class="more-steps">
        <button type="button" class="button" @click=${steps.chooseFiles}>
          ${icon('attach')}${t('empty.fileTitle')}
        </button>
        <button type="button" class="button" @click=${() => steps.submit(t('empty.walletLine'))}>
          ${icon('wallet')}${t('empty.walletTitle')}
        </button>
      </div>
      ${isSandbox ? html`<p class="about-sandbox">${t('empty.sandbox')}</p>` : nothing}
    </section>
  `;
}

function example(
  name: IconName,
  title: string,
  line: string,
  onClick: (event: Event) => void,
): TemplateResult {
  return html`
    <button type="button" class="example" @click=${onClick}>
      ${icon(name)}<span class="example-title">${title}</span><code class="example-line">${line}</code>
    </button>
  `;
}
