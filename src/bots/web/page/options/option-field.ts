import { html, type TemplateResult } from 'lit-html';
import type { ChoiceView, OptionView } from '../../protocol/session-view.ts';
import { icon } from '../frame/icons.ts';
import type { Translate } from '../text/strings.ts';

/** One option with its value, as its field shows it. */
export interface OptionDraft {
  readonly option: OptionView;
  /** What is typed; empty while it isn't. */
  readonly value: string;
  readonly id: string;
  /** The name of the attached file. */
  readonly fileName: string | undefined;
}

/** What a field does. */
export interface OptionHandlers {
  readonly t: Translate;
  set(option: OptionView, value: string): void;
  chooseFile(): void;
  /** Looks for values on the server, for {@link choices}. */
  search(option: OptionView, query: string): void;
  choices(option: OptionView): readonly ChoiceView[];
}

/** Kinds whose values the server knows. */
export const FROM_SERVER: ReadonlySet<string> = new Set([
  'voice',
  'genre',
  'job',
  'command',
  'service',
  'tenant',
  'zone',
]);

/** Ranges up to this wide are set in hundredths. */
const FINE_RANGE = 10;

/** Draws the field of an option by its kind: a slider, a list, a file, or a text with suggestions. */
export function optionField(draft: OptionDraft, on: OptionHandlers): TemplateResult {
  const { kind, choices, min, max } = draft.option;
  if (kind === 'audio' || kind === 'textFile') return fileField(draft, on);
  if (kind === 'toggle') return selectField(draft, toggleChoices(on.t), on);
  if (choices !== undefined) return selectField(draft, choices, on);
  if (kind === 'number' && min !== undefined && max !== undefined) return slider(draft, { min, max }, on);
  return textField(draft, on);
}

function fileField({ id, fileName }: OptionDraft, { t, chooseFile }: OptionHandlers): TemplateResult {
  return html`
    <button type="button" id=${id} class="option-file" aria-labelledby=${`${id}-label ${id}`} @click=${chooseFile}>
      ${icon(fileName === undefined ? 'attach' : 'check')}<span>${fileName ?? t('composer.chooseFile')}</span>
    </button>
  `;
}

function selectField(
  { option, value, id }: OptionDraft,
  choices: readonly ChoiceView[],
  { t, set }: OptionHandlers,
): TemplateResult {
  const onChange = ({ target }: Event): void => {
    if (target instanceof HTMLSelectElement) set(option, target.value);
  };
  return html`
    <select id=${id} class="option-select" @change=${onChange}>
      <option value="" .selected=${value === ''}>${t('composer.default')}</option>
      ${choices.map(
        (choice) =>
          html`<option value=${choice.value} .selected=${choice.value === value.toLowerCase()}>${choice.label}</option>`,
      )}
    </select>
  `;
}

function toggleChoices(t: Translate): readonly ChoiceView[] {
  return [
    { value: 'on', label: t('menu.on') },
    { value: 'off', label: t('menu.off') },
  ];
}

function slider(
  { option, value, id }: OptionDraft,
  { min, max }: { readonly min: number; readonly max: number },
  { t, set }: OptionHandlers,
): TemplateResult {
  const typed = Number(value);
  const isSet = value !== '' && Number.isFinite(typed);
  // A slider begins where most people leave the value: at 1, or at the low end.
  const shown = isSet ? typed : Math.max(min, Math.min(max, 1));
  const step = Number.isInteger(min) || max - min > FINE_RANGE ? 1 : 0.05;
  return html`
    <input type="range" id=${id} class="option-slider" min=${min} max=${max} step=${step} .value=${String(shown)}
      aria-valuetext=${isSet ? value : t('composer.default')} @input=${inputHandler((text) => set(option, text))}>
    <output class="option-value" for=${id}>${isSet ? value : t('composer.default')}</output>
  `;
}

function textField({ option, value, id }: OptionDraft, on: OptionHandlers): TemplateResult {
  const isKnown = FROM_SERVER.has(option.kind);
  const onInput = inputHandler((text) => {
    on.set(option, text);
    if (isKnown) on.search(option, text);
  });
  const onFocus = (): void => {
    if (isKnown) on.search(option, value);
  };
  const suggestions = on
    .choices(option)
    .map(({ value: known, label }) => html`<option value=${known}>${label === known ? '' : label}</option>`);
  return html`
    <input type="text" id=${id} class="option-text" autocomplete="off" spellcheck="false" list=${`${id}-list`}
      inputmode=${option.kind === 'number' || option.kind === 'dollars' ? 'decimal' : 'text'}
      placeholder=${on.t('composer.default')} .value=${value} @input=${onInput} @focus=${onFocus}>
    <datalist id=${`${id}-list`}>${suggestions}</datalist>
  `;
}

function inputHandler(take: (text: string) => void): (event: Event) => void {
  return ({ target }) => {
    if (target instanceof HTMLInputElement) take(target.value);
  };
}
