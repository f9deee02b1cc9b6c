import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { ChoiceView, CommandView, OptionView } from '../../protocol/session-view.ts';
import { icon } from '../frame/icons.ts';
import type { Redraw } from '../frame/redraw.ts';
import { readChoices } from '../server/api.ts';
import type { Translate } from '../text/strings.ts';
import { type LineOptions, readLineOptions, withOption, withSubcommand } from './line-options.ts';
import { type OptionDraft, type OptionHandlers, optionField } from './option-field.ts';

/** Kinds of options that have no field: the playground has no roles, and no room to name people. */
const WITHOUT_FIELD = new Set(['role', 'member']);
/** Where a description begins to say in passing what follows what the option is. */
const ASIDE = /[,，;；(（]/;

/** Shows the options of the typed command beside the line, each with a field that changes the line. */
export interface OptionChips {
  view(draft: { readonly line: string; readonly files: readonly string[] }): TemplateResult | typeof nothing;
}

/** Creates the chips. `onChange` is given the whole line after each change. */
export function createOptionChips(parts: {
  readonly t: Translate;
  readonly commands: readonly CommandView[];
  readonly line: () => string;
  readonly onChange: (line: string) => void;
  readonly chooseFile: () => void;
  readonly redraw: Redraw;
}): OptionChips {
  const { t, commands, redraw } = parts;
  let latest = new AbortController();
  const known = new Map<string, readonly ChoiceView[]>();

  const keyOf = (option: OptionView) => `${read()?.title} ${option.name}`;
  const read = () => readLineOptions(parts.line(), commands);

  /** Changes the line as it is now: it may have been typed in since the chips were drawn. */
  function change(edit: (line: string, options: LineOptions) => string): void {
    const options = read();
    if (options !== undefined) parts.onChange(edit(parts.line(), options));
  }

  const handlers: OptionHandlers = {
    t,
    set: (option, value) => change((line, options) => withOption(line, options, option.name, value)),
    chooseFile: parts.chooseFile,
    choices: (option) => known.get(keyOf(option)) ?? [],
    search(option, query) {
      latest.abort();
      latest = new AbortController();
      const { signal } = latest;
      const key = keyOf(option);
      const [command = '', subcommand] = (read()?.title ?? '').slice(1).split(' ');
      const wanted = {
        command,
        option: option.name,
        query,
        ...(subcommand === undefined ? {} : { subcommand }),
      };
      readChoices(wanted, signal).then(
        (choices) => {
          known.set(key, choices);
          redraw();
        },
        // Without suggestions the value can still be typed.
        () => {},
      );
    },
  };

  function chip(draft: OptionDraft): TemplateResult {
    const { option, value, id } = draft;
    const [name = ''] = option.description.split(ASIDE);
    const clear = html`
      <button type="button" class="option-clear" aria-label=${t('composer.clearOption', { name })}
        @click=${() => handlers.set(option, '')}>${icon('close')}</button>
    `;
    return html`
      <li class="option" ?data-set=${value !== ''} data-option=${option.name}>
        <label id=${`${id}-label`} for=${id} title=${option.description}>${name}</label>
        ${optionField(draft, handlers)}${value === '' ? nothing : clear}
      </li>
    `;
  }

  function subcommandChips({ title, subcommands }: LineOptions): TemplateResult {
    return html`
      <ul class="options" aria-label=${t('composer.subcommands', { command: title })}>${subcommands.map(
        ({ name, description }) => html`
          <li><button type="button" class="option option-button" title=${description}
            @click=${() => change((line, options) => withSubcommand(line, options, name))}>${name}</button></li>
        `,
      )}</ul>
    `;
  }

  return {
    view({ line, files }) {
      const options = readLineOptions(line, commands);
      if (options === undefined) return nothing;
      if (options.subcommands.length > 0) return subcommandChips(options);
      const shown = options.options.filter(
        ({ kind, isBare }) => !(isBare && kind === 'text') && !WITHOUT_FIELD.has(kind),
      );
      if (shown.length === 0) return nothing;
      const drafts = shown.map((option) => ({
        option,
        value: options.given.get(option.name)?.value ?? '',
        id: `option-${option.name}`,
        fileName: files[0],
      }));
      return html`
        <ul class="options" aria-label=${t('composer.options', { command: options.title })}>
          ${repeat(drafts, ({ option }) => `${options.title} ${option.name}`, chip)}
        </ul>
      `;
    },
  };
}
