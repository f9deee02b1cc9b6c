import type { types } from '@slack/bolt';
import { z } from 'zod';
import { exactly, id, plain, text } from './block-text.ts';

const confirm = exactly<types.ConfirmationDialog>()({
  title: plain(100).exactOptional(),
  text: text(300),
  confirm: plain(30).exactOptional(),
  deny: plain(30).exactOptional(),
  style: z.enum(['primary', 'danger']).exactOptional(),
}).exactOptional();

const optionText = {
  value: z.string().min(1).max(150),
  description: plain(75).exactOptional(),
  url: z.string().max(3_000).exactOptional(),
};
const option = exactly<types.PlainTextOption>()({ text: plain(75), ...optionText });
const richOption = exactly<types.MrkdwnOption>()({ text: text(75), ...optionText });
const groups = (most: number) =>
  z.array(z.strictObject({ label: plain(75), options: z.array(option).max(100) })).max(most);

/** What an `external_select` may be answered with (Slack, "Select menu element"). */
export const suggestionRule = z.union([
  z.strictObject({ options: z.array(option).max(100) }),
  z.strictObject({ option_groups: groups(100) }),
]);

const placeholder = plain(150).exactOptional();
const focus_on_load = z.boolean().exactOptional();
const dispatch_action_config = z
  .strictObject({
    trigger_actions_on: z.array(z.enum(['on_enter_pressed', 'on_character_entered'])).exactOptional(),
  })
  .exactOptional();

/** A button (Slack, "Button element"). */
export const button = exactly<types.Button>()({
  type: z.literal('button'),
  action_id: id,
  text: plain(75),
  value: z.string().max(2_000).exactOptional(),
  url: z.url().max(3_000).exactOptional(),
  style: z.enum(['primary', 'danger']).exactOptional(),
  accessibility_label: z.string().max(75).exactOptional(),
  confirm,
});

/** A picture within a block; from an address or from a file of Slack, not both. */
export const image = z
  .strictObject({
    type: z.literal('image'),
    alt_text: z.string().min(1).max(2_000),
    image_url: z.url().max(3_000).exactOptional(),
    slack_file: z
      .union([z.strictObject({ id: z.string() }), z.strictObject({ url: z.url() })])
      .exactOptional(),
  })
  .refine((one) => (one.image_url === undefined) !== (one.slack_file === undefined), 'needs one source');

const staticSelect = exactly<types.StaticSelect>()({
  type: z.literal('static_select'),
  action_id: id,
  placeholder,
  confirm,
  focus_on_load,
  initial_option: option.exactOptional(),
  options: z.array(option).min(1).max(100).exactOptional(),
  option_groups: groups(100).exactOptional(),
}).refine(({ initial_option, options, option_groups }) => {
  const all = [...(options ?? []), ...(option_groups ?? []).flatMap((group) => group.options)];
  return (
    (options === undefined) !== (option_groups === undefined) &&
    (initial_option === undefined || all.some((one) => sameJson(one, initial_option)))
  );
}, 'needs options or groups, and an initial option that is exactly one of them');

const multiStaticSelect = exactly<types.MultiStaticSelect>()({
  type: z.literal('multi_static_select'),
  action_id: id,
  placeholder,
  confirm,
  focus_on_load,
  max_selected_items: z.int().min(1).exactOptional(),
  initial_options: z.array(option).exactOptional(),
  options: z.array(option).min(1).max(100).exactOptional(),
  option_groups: groups(100).exactOptional(),
});

const externalSelect = exactly<types.ExternalSelect>()({
  type: z.literal('external_select'),
  action_id: id,
  placeholder,
  confirm,
  focus_on_load,
  initial_option: option.exactOptional(),
  min_query_length: z.int().min(0).exactOptional(),
});

const conversationsSelect = exactly<types.ConversationsSelect>()({
  type: z.literal('conversations_select'),
  action_id: id,
  placeholder,
  confirm,
  focus_on_load,
  initial_conversation: z.string().exactOptional(),
  default_to_current_conversation: z.boolean().exactOptional(),
  response_url_enabled: z.boolean().exactOptional(),
  filter: z.looseObject({}).exactOptional(),
});

const usersSelect = exactly<types.UsersSelect>()({
  type: z.literal('users_select'),
  action_id: id,
  placeholder,
  confirm,
  focus_on_load,
  initial_user: z.string().exactOptional(),
});

/** A menu behind three dots. */
export const overflow = exactly<types.Overflow>()({
  type: z.literal('overflow'),
  action_id: id,
  confirm,
  options: z.array(option).min(1).max(5),
});

const choices = { action_id: id, confirm, focus_on_load, options: z.array(richOption).min(1).max(10) };
/** Boxes, up to ten. */
export const checkboxes = exactly<types.Checkboxes>()({
  type: z.literal('checkboxes'),
  ...choices,
  initial_options: z.array(richOption).min(1).exactOptional(),
});
/** One of up to ten. */
export const radioButtons = exactly<types.RadioButtons>()({
  type: z.literal('radio_buttons'),
  ...choices,
  initial_option: richOption.exactOptional(),
});

const input = { action_id: id, placeholder, focus_on_load, dispatch_action_config };
/** A field for words, up to 3000 characters. */
export const plainTextInput = exactly<types.PlainTextInput>()({
  type: z.literal('plain_text_input'),
  ...input,
  initial_value: z.string().max(3_000).exactOptional(),
  multiline: z.boolean().exactOptional(),
  min_length: z.int().min(0).max(3_000).exactOptional(),
  max_length: z.int().min(1).max(3_000).exactOptional(),
});
/** A field for an address. */
export const urlInput = exactly<types.URLInput>()({
  type: z.literal('url_text_input'),
  ...input,
  initial_value: z.string().exactOptional(),
});
const numeral = z
  .string()
  .regex(/^-?\d+(?:\.\d+)?$/)
  .exactOptional();
/** A field for a number; Slack writes numbers as strings here. */
export const numberInput = exactly<types.NumberInput>()({
  type: z.literal('number_input'),
  ...input,
  is_decimal_allowed: z.boolean(),
  initial_value: numeral,
  min_value: numeral,
  max_value: numeral,
});
/** A field for up to ten files. */
export const fileInput = exactly<types.FileInput>()({
  type: z.literal('file_input'),
  action_id: id,
  filetypes: z.array(z.string().min(1)).exactOptional(),
  max_files: z.int().min(1).max(10).exactOptional(),
});

/** Every kind of menu the fake knows. */
export const selects = [
  staticSelect,
  multiStaticSelect,
  externalSelect,
  conversationsSelect,
  usersSelect,
] as const;

function sameJson(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
