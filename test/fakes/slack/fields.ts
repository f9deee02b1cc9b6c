import type { ViewOutput, ViewStateValue } from '@slack/bolt';
import { z } from 'zod';
import { faultsBy, type Input, viewRule } from './blocks.ts';
import type { Journal } from './journal.ts';
import type { Realm } from './realm.ts';
import { type FakeFile, fileObject } from './stored-files.ts';
import type { FakeUser, FakeView } from './workspace.ts';

/** The value a user enters into one field of a modal. */
export type FieldState =
  | { readonly text: string }
  /** The value of an option; for `external_select` one the app offered to `suggest`. */
  | { readonly option: string }
  | { readonly options: readonly string[] }
  | { readonly user: FakeUser }
  | { readonly files: readonly FakeFile[] };

/** The largest file a modal accepts (Slack, "File input element"). */
const MAX_INPUT_FILE_BYTES = 10 * 1024 ** 2;

/**
 * Returns all inputs. @throws {z.ZodError} when the view breaks the rules, so that Slack would not show it.
 */
function inputsOf({ payload }: FakeView): readonly Input[] {
  return viewRule.parse(payload).blocks.filter((block) => block.type === 'input');
}

/** Returns the field with this name. @throws when there is none. */
export function inputNamed(view: FakeView, actionId: string): Input {
  const inputs = inputsOf(view);
  const found = inputs.find(({ element }) => element.action_id === actionId);
  const names = inputs.map(({ element }) => element.action_id).join(', ');
  if (found === undefined) throw new Error(`No field is ${actionId}; there are: ${names}.`);
  return found;
}

/** Gives every field its initial value. */
export function fillFields(view: FakeView): void {
  for (const { block_id = '', element } of inputsOf(view))
    view.state.set(block_id, new Map([[element.action_id, emptyValue(element.type)]]));
}

function emptyValue(type: Input['element']['type']): ViewStateValue {
  switch (type) {
    case 'plain_text_input':
    case 'url_text_input':
    case 'number_input':
      return { type, value: null };
    case 'static_select':
    case 'external_select':
      return { type, selected_option: null };
    case 'checkboxes':
      return { type, selected_options: [] };
    case 'users_select':
      return { type, selected_user: null };
    case 'file_input':
      return { type, files: [] };
  }
}

type Option = { readonly text: { readonly type: string; readonly text: string }; readonly value: string };

/**
 * Returns the value of a field after the user's input. @throws when Slack's own client would not allow it.
 */
export function fieldValue(
  realm: Realm,
  { element }: Input,
  state: FieldState,
  offered: readonly Option[],
): ViewStateValue {
  const { type } = element;
  if ('text' in state && ['plain_text_input', 'url_text_input', 'number_input'].includes(type))
    return { type, value: state.text === '' ? null : state.text };
  if ('option' in state && type === 'static_select')
    return { type, selected_option: pick(element.options, state.option) };
  if ('option' in state && type === 'external_select')
    return { type, selected_option: pick(offered, state.option) };
  if ('options' in state && type === 'checkboxes')
    return { type, selected_options: state.options.map((value) => pick(element.options, value)) };
  if ('user' in state && type === 'users_select') return { type, selected_user: state.user.id };
  if ('files' in state && type === 'file_input') {
    if (state.files.length > element.max_files) throw new Error('More files than the field accepts.');
    if (state.files.some(({ sizeBytes }) => sizeBytes > MAX_INPUT_FILE_BYTES))
      throw new Error('A modal takes files up to 10 MB.');
    // The file object is complete in a modal, as for every ordinary upload.
    const files = state.files.map((file) => fileObject(realm, file, true));
    return { type, files: files as NonNullable<ViewStateValue['files']> };
  }
  throw new Error(`A ${type} cannot hold that.`);
}

function pick(options: readonly Option[], value: string) {
  const option = options.find((one) => one.value === value);
  if (option === undefined) throw new Error(`There is no option with the value ${value}.`);
  return { text: { type: 'plain_text' as const, text: option.text.text, emoji: true }, value };
}

/**
 * Checks the fields of a modal as Slack's own client does before submitting.
 *
 * @throws when a required field is empty or a text too long.
 */
export function checkFields(view: FakeView): void {
  for (const { block_id = '', element, optional } of inputsOf(view)) {
    const value = view.state.get(block_id)?.get(element.action_id);
    if (value === undefined) continue;
    const one = value.value ?? value.selected_option ?? value.selected_user ?? null;
    const isEmpty = one === null && (value.selected_options ?? value.files ?? []).length === 0;
    if (isEmpty && optional !== true) throw new Error(`The field ${element.action_id} is required.`);
    const most = element.type === 'plain_text_input' ? (element.max_length ?? 3_000) : 3_000;
    if ((value.value ?? '').length > most)
      throw new Error(`The field ${element.action_id} takes ${most} characters.`);
  }
}

const refusalRule = z.strictObject({
  response_action: z.literal('errors'),
  errors: z.record(z.string(), z.string().min(1)),
});

/**
 * Returns the errors that an app shows in a modal, by block id (Slack, "Modals: displaying errors in views"). Slack
 * shows them at inputs only.
 */
export function errorsOf(journal: Journal, view: FakeView, answer: unknown): FakeView['errors'] {
  for (const fault of faultsBy(refusalRule, answer)) journal.violation(`view_submission: ${fault}.`);
  const errors = refusalRule.safeParse(answer).data?.errors ?? {};
  const blocks = inputsOf(view).map(({ block_id }) => block_id);
  const unknown = Object.keys(errors).filter((block) => !blocks.includes(block));
  if (unknown.length > 0 || Object.keys(errors).length === 0)
    journal.violation(`view_submission: errors for no input: ${unknown.join(', ')}.`);
  return errors;
}

/** Returns a view as Slack sends it back. */
export function viewOutput({ workspace, credentials }: Realm, view: FakeView): ViewOutput {
  const { id, hash, state, payload } = view;
  return {
    ...{ id, hash, type: 'modal', root_view_id: id, previous_view_id: null, external_id: '' },
    ...{ team_id: workspace.team.id, app_installed_team_id: workspace.team.id },
    ...{ app_id: credentials.appId, bot_id: credentials.botId },
    ...{ callback_id: '', private_metadata: '', close: null, submit: null },
    ...{ clear_on_close: false, notify_on_close: false },
    ...payload,
    state: { values: Object.fromEntries([...state].map(([block, all]) => [block, Object.fromEntries(all)])) },
  };
}
