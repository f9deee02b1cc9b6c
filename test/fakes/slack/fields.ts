import type { ViewStateValue } from '@slack/bolt';
import type { z } from 'zod';
import { messageBlocksRule, viewRule } from './block-rules.ts';
import type { FieldState } from './fake-slack.ts';
import { fileObject } from './file-object.ts';
import type { Realm } from './realm.ts';
import type { FakeMessage, FakeView } from './workspace.ts';

type Block = z.output<typeof messageBlocksRule>[number];
type Input = Extract<Block, { type: 'input' }>;
type Accessory = NonNullable<Extract<Block, { type: 'section' }>['accessory']>;

/** Something a person can touch. */
export type Element = Input['element'] | Extract<Block, { type: 'actions' }>['elements'][number] | Accessory;

/** An element in its place. */
export interface PlacedElement {
  readonly blockId: string;
  readonly element: Element;
  /** The input block it is the field of. */
  readonly input?: Input;
}

/** A modal takes files up to this size (Slack, "File input element"). */
const MAX_INPUT_FILE_BYTES = 10 * 1024 ** 2;

/**
 * Everything that can be touched on a message or view.
 *
 * @throws {z.ZodError} when its blocks break the rules, so that Slack would not show them.
 */
export function elementsOn(on: FakeMessage | FakeView): readonly PlacedElement[] {
  const blocks = 'ts' in on ? messageBlocksRule.parse(on.blocks) : viewRule.parse(on.payload).blocks;
  return blocks.flatMap((block): readonly PlacedElement[] => {
    const blockId = block.block_id ?? '';
    if (block.type === 'input') return [{ blockId, element: block.element, input: block }];
    if (block.type === 'actions') return block.elements.map((element) => ({ blockId, element }));
    if (block.type === 'section' && block.accessory !== undefined)
      return [{ blockId, element: block.accessory }];
    return [];
  });
}

/** Gives every field that is new its initial value, and forgets those that are gone. */
export function fillFields(view: FakeView): void {
  const before = new Map([...view.state].map(([block, fields]) => [block, new Map(fields)]));
  view.state.clear();
  for (const { blockId, element } of elementsOn(view)) {
    const value = initialValue(element);
    const actionId = 'action_id' in element ? element.action_id : undefined;
    if (value === undefined || actionId === undefined) continue;
    const kept = before.get(blockId)?.get(actionId);
    const fields = view.state.get(blockId) ?? new Map<string, ViewStateValue>();
    fields.set(actionId, kept?.type === value.type ? kept : value);
    view.state.set(blockId, fields);
  }
}

function initialValue(element: Element): ViewStateValue | undefined {
  const { type } = element;
  switch (type) {
    case 'plain_text_input':
    case 'url_text_input':
    case 'number_input':
      return { type, value: element.initial_value ?? null };
    case 'static_select':
    case 'external_select':
      return { type, selected_option: chosen(element.initial_option) ?? null };
    case 'radio_buttons':
      return { type, selected_option: chosen(element.initial_option) ?? null };
    case 'checkboxes':
    case 'multi_static_select':
      return { type, selected_options: (element.initial_options ?? []).flatMap((one) => chosen(one) ?? []) };
    case 'file_input':
      return { type, files: [] };
    case 'conversations_select':
      return { type, selected_conversation: element.initial_conversation ?? null };
    case 'users_select':
      return { type, selected_user: element.initial_user ?? null };
    default:
      return undefined;
  }
}

type Option = { readonly text: { readonly type: string; readonly text: string }; readonly value: string };

function chosen(option: Option | undefined) {
  return option === undefined
    ? undefined
    : { text: { type: 'plain_text' as const, text: option.text.text, emoji: true }, value: option.value };
}

/**
 * What an element holds after somebody used it.
 *
 * @throws when Slack's own client would not let them.
 */
export function fieldValue(
  realm: Realm,
  { element }: PlacedElement,
  state: FieldState,
  offered: readonly Option[],
): ViewStateValue {
  const { type } = element;
  switch (type) {
    case 'plain_text_input':
    case 'url_text_input':
    case 'number_input':
      if ('text' in state) return { type, value: state.text === '' ? null : state.text };
      break;
    case 'static_select':
    case 'radio_buttons': {
      const options = optionsOf(element);
      if ('option' in state) return { type, selected_option: pick(options, state.option) };
      break;
    }
    case 'external_select': {
      const initial = element.initial_option;
      const options = initial === undefined ? offered : [...offered, initial];
      if ('option' in state) return { type, selected_option: pick(options, state.option) };
      break;
    }
    case 'checkboxes':
    case 'multi_static_select': {
      const options = optionsOf(element);
      if ('options' in state)
        return { type, selected_options: state.options.map((value) => pick(options, value)) };
      break;
    }
    case 'users_select':
      if ('user' in state) return { type, selected_user: state.user.id };
      break;
    case 'file_input':
      if ('files' in state) {
        if (state.files.length > (element.max_files ?? 10))
          throw new Error('More files than the field takes.');
        if (state.files.some(({ sizeBytes }) => sizeBytes > MAX_INPUT_FILE_BYTES))
          throw new Error('A modal takes files up to 10 MB.');
        return { type, files: state.files.map((file) => uploadedFile(realm, file)) };
      }
      break;
    default:
  }
  throw new Error(`A ${type} cannot hold that.`);
}

function optionsOf(element: {
  readonly options?: readonly Option[];
  readonly option_groups?: readonly { readonly options: readonly Option[] }[];
}): readonly Option[] {
  return [...(element.options ?? []), ...(element.option_groups ?? []).flatMap((group) => group.options)];
}

function pick(options: readonly Option[], value: string) {
  const option = chosen(options.find((one) => one.value === value));
  if (option === undefined) throw new Error(`There is no option with the value ${value}.`);
  return option;
}

/** A file as `file_input` hands it over: every field of an ordinary upload is there. */
function uploadedFile(realm: Realm, file: Parameters<typeof fileObject>[1]) {
  const {
    name = '',
    title = '',
    filetype = '',
    mimetype = '',
    permalink = '',
    ...rest
  } = fileObject(realm, file);
  const { id = '', created = 0, timestamp = 0, user = '', user_team = '', size = 0, mode = 'hosted' } = rest;
  const { url_private = '', url_private_download = '', file_access = 'visible' } = rest;
  return {
    ...{ id, created, timestamp, name, title, filetype, mimetype, permalink, user, user_team, size, mode },
    ...{ url_private, url_private_download, file_access },
  };
}

/**
 * Holds the fields of a modal to what Slack's own client asks before it sends one.
 *
 * @throws when a required field is empty or a text too short or long.
 */
export function checkFields(view: FakeView): void {
  for (const { blockId, element, input } of elementsOn(view)) {
    const actionId = 'action_id' in element ? element.action_id : undefined;
    const value = actionId === undefined ? undefined : view.state.get(blockId)?.get(actionId);
    if (input === undefined || value === undefined) continue;
    const text = value.value ?? '';
    const full =
      text !== '' ||
      (value.selected_option ?? value.selected_conversation ?? value.selected_user ?? null) !== null ||
      (value.selected_options ?? value.files ?? []).length > 0;
    if (!full && input.optional !== true) throw new Error(`The field ${actionId} is required.`);
    if (element.type !== 'plain_text_input' || text === '') continue;
    if (text.length > (element.max_length ?? 3_000) || text.length < (element.min_length ?? 0))
      throw new Error(`The field ${actionId} does not take ${text.length} characters.`);
  }
}
