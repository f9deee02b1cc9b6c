import type { CommandView, SecretView } from '../view.ts';
import { findCommand } from './command-line.ts';
import { el } from './dom.ts';
import type { Say } from './words.ts';

/** A command that needs what nobody else may see, and the fields for it. */
export interface SecretForm {
  readonly command: string;
  readonly subcommand?: string;
  readonly fields: readonly SecretView[];
}

/** The form that a line opens instead of being sent. A line with more in it goes to the bot, which refuses it. */
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

/** Asks for the fields, as a password is asked for. `undefined` when the person thinks better of it. */
export function askSecrets(
  { command, subcommand = '', fields }: SecretForm,
  say: Say,
): Promise<Readonly<Record<string, string>> | undefined> {
  const title = `/${command} ${subcommand}`.trim();
  const inputs = fields.map(({ name, maxLength }) =>
    el('input', {
      type: 'password',
      name,
      id: `secret-${name}`,
      class: 'secret-field',
      required: true,
      autocomplete: 'off',
      spellcheck: 'false',
      maxlength: maxLength,
    }),
  );
  const rows = fields.flatMap(({ name, description }, index) => [
    el('label', { for: `secret-${name}` }, description),
    inputs[index] ?? '',
  ]);
  const cancel = el('button', { type: 'button', class: 'button' }, say('form.cancel'));
  const send = el('button', { type: 'submit', class: 'primary' }, say('form.send'));
  const form = el(
    'form',
    { method: 'dialog', class: 'secret-form' },
    el('h2', { id: 'secret-title' }, title),
    ...rows,
    el('div', { class: 'secret-buttons' }, cancel, send),
  );
  const dialog = el('dialog', { class: 'secret-dialog', 'aria-labelledby': 'secret-title' }, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    cancel.addEventListener('click', () => dialog.close());
    form.addEventListener('submit', () => {
      resolve(Object.fromEntries(inputs.map(({ name, value }) => [name, value])));
    });
    // The promise keeps its first outcome, so closing after a submit changes nothing.
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(undefined);
    });
  });
}
