import { html, nothing, type TemplateResult } from 'lit-html';
import { createRef, ref } from 'lit-html/directives/ref.js';
import type { CommandView, SecretView } from '../../protocol/session-view.ts';
import type { Redraw } from '../frame/redraw.ts';
import { findCommand } from '../options/find-command.ts';
import type { Translate } from '../text/strings.ts';

/** A command with secret values, and their fields. */
export interface SecretForm {
  readonly command: string;
  readonly subcommand?: string;
  readonly fields: readonly SecretView[];
}

/** The values by the names of their fields. */
export type Secrets = Readonly<Record<string, string>>;

/** Asks for secret values in a dialog, as for a password. */
export interface SecretDialog {
  view(): TemplateResult | typeof nothing;
  /** Opens the dialog. Resolves with `undefined` when the person cancels. */
  ask(form: SecretForm): Promise<Secrets | undefined>;
}

/** Finds the form that a line opens instead of being sent. A line with more in it goes to the bot, which refuses it. */
export function secretFormFor(line: string, commands: readonly CommandView[]): SecretForm | undefined {
  const [name = '', subcommand, ...rest] = line.trim().toLowerCase().split(/\s+/);
  const command = findCommand(commands, name.replace(/^\//, ''));
  if (command === undefined || rest.length > 0) return undefined;
  const action =
    subcommand === undefined ? command.action : command.subcommands?.find((one) => one.name === subcommand);
  if (action?.secrets === undefined) return undefined;
  return {
    command: command.name,
    ...(subcommand === undefined ? {} : { subcommand }),
    fields: action.secrets,
  };
}

/** Creates the dialog, which is in the page only while it is open. */
export function createSecretDialog(t: Translate, redraw: Redraw): SecretDialog {
  const dialog = createRef<HTMLDialogElement>();
  let open: { readonly form: SecretForm; readonly end: (secrets?: Secrets) => void } | undefined;

  function onSubmit(event: SubmitEvent): void {
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const values = [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value)]);
    // The promise keeps its first outcome, so the closing that follows changes nothing.
    open?.end(Object.fromEntries(values));
  }

  function onClose(): void {
    open?.end();
    open = undefined;
    redraw();
  }

  return {
    view() {
      if (open === undefined) return nothing;
      const { command, subcommand = '', fields } = open.form;
      return html`
        <dialog class="secret-dialog" aria-labelledby="secret-title" @close=${onClose} ${ref(dialog)}>
          <form method="dialog" class="secret-form" @submit=${onSubmit}>
            <h2 id="secret-title">${`/${command} ${subcommand}`.trim()}</h2>
            ${fields.map(secretField)}
            <div class="secret-buttons">
              <button type="button" class="button" @click=${() => dialog.value?.close()}>${t('form.cancel')}</button>
              <button type="submit" class="primary">${t('form.send')}</button>
            </div>
          </form>
        </dialog>
      `;
    },
    ask(form) {
      return new Promise((end) => {
        open = { form, end };
        redraw(() => dialog.value?.showModal());
      });
    },
  };
}

function secretField({ name, description, maxLength }: SecretView): TemplateResult {
  const id = `secret-${name}`;
  return html`
    <label for=${id}>${description}</label>
    <input type="password" name=${name} id=${id} class="secret-field" required autocomplete="off" spellcheck="false"
      maxlength=${maxLength ?? nothing}>
  `;
}
