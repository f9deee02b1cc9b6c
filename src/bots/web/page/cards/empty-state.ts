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

/** One first step: what it shows, and the service it is about. */
interface FirstStep {
  readonly service: string;
  readonly icon: IconName;
  readonly title: string;
  readonly line: string;
  readonly run: (event: Event) => void;
}

/** Draws what a newcomer sees: first steps with one click each, and what the sandbox is. */
export function emptyState(
  t: Translate,
  { isSandbox, steps }: { readonly isSandbox: boolean; readonly steps: FirstSteps },
): TemplateResult {
  return html`
    <section class="empty">
      <h2>${t('empty.title')}</h2>
      <p>${t('empty.lead')}</p>
      <div class="examples">${firstSteps(t, steps).map(example)}</div>
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

/** Draws the first steps that a visitor has not taken yet, below what they have; nothing once all are taken. */
export function stepsLeft(
  t: Translate,
  { taken, steps }: { readonly taken: ReadonlySet<string>; readonly steps: FirstSteps },
): TemplateResult | typeof nothing {
  const left = firstSteps(t, steps).filter(({ service }) => !taken.has(service));
  if (left.length === 0) return nothing;
  return html`
    <section class="more-steps" aria-label=${t('empty.next')}>
      <span class="more-steps-title">${t('empty.next')}</span>
      ${left.map(
        (step) => html`
          <button type="button" class="button" title=${step.line} @click=${step.run}>
            ${icon(step.icon)}${step.title}
          </button>
        `,
      )}
    </section>
  `;
}

function firstSteps(t: Translate, steps: FirstSteps): readonly FirstStep[] {
  const typed = (service: string, name: IconName, title: string, line: string): FirstStep => ({
    service,
    icon: name,
    title,
    line,
    run: () => steps.submit(line),
  });
  return [
    typed('speech', 'speech', t('empty.speechTitle'), t('empty.speechLine')),
    {
      service: 'stems',
      icon: 'stems',
      title: t('empty.stemsTitle'),
      line: EXAMPLE_LINE,
      run: (event) => splitOnce(event, steps),
    },
    typed('music', 'music', t('empty.musicTitle'), t('empty.musicLine')),
  ];
}

/** Splits the example song. A second click meanwhile would attach it twice. */
function splitOnce({ currentTarget: button }: Event, steps: FirstSteps): void {
  if (!(button instanceof HTMLButtonElement)) return;
  button.disabled = true;
  void steps.splitExample().finally(() => {
    button.disabled = false;
  });
}

function example({ icon: name, title, line, run }: FirstStep): TemplateResult {
  return html`
    <button type="button" class="example" @click=${run}>
      ${icon(name)}<span class="example-title">${title}</span><code class="example-line">${line}</code>
    </button>
  `;
}
