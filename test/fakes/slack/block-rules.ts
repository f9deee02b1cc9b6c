import type { types } from '@slack/bolt';
import { z } from 'zod';
import {
  button,
  checkboxes,
  fileInput,
  image,
  numberInput,
  overflow,
  plainTextInput,
  radioButtons,
  selects,
  urlInput,
} from './block-elements.ts';
import { exactly, id, mrkdwn, plain, text } from './block-text.ts';

const block_id = id;

const anyBlock = z.discriminatedUnion('type', [
  exactly<types.SectionBlock>()({
    type: z.literal('section'),
    block_id,
    text: text(3_000).exactOptional(),
    fields: z.array(text(2_000)).min(1).max(10).exactOptional(),
    accessory: z
      .discriminatedUnion('type', [button, image, overflow, checkboxes, radioButtons, ...selects])
      .exactOptional(),
    expand: z.boolean().exactOptional(),
  }).refine((one) => one.text !== undefined || one.fields !== undefined, 'needs text or fields'),
  exactly<types.HeaderBlock>()({ type: z.literal('header'), block_id, text: plain(150) }),
  exactly<types.DividerBlock>()({ type: z.literal('divider'), block_id }),
  exactly<types.ContextBlock>()({
    type: z.literal('context'),
    block_id,
    elements: z
      .array(z.discriminatedUnion('type', [image, plain(2_000), mrkdwn(2_000)]))
      .min(1)
      .max(10),
  }),
  exactly<types.ActionsBlock>()({
    type: z.literal('actions'),
    block_id,
    elements: z
      .array(z.discriminatedUnion('type', [button, overflow, checkboxes, radioButtons, ...selects]))
      .min(1)
      .max(25),
  }),
  exactly<types.InputBlock>()({
    type: z.literal('input'),
    block_id,
    label: plain(2_000),
    hint: plain(2_000).exactOptional(),
    optional: z.boolean().exactOptional(),
    dispatch_action: z.boolean().exactOptional(),
    element: z.discriminatedUnion('type', [
      plainTextInput,
      urlInput,
      numberInput,
      fileInput,
      checkboxes,
      radioButtons,
      ...selects,
    ]),
  }),
  exactly<types.ImageBlock>()({
    type: z.literal('image'),
    block_id,
    alt_text: z.string().min(1).max(2_000),
    title: plain(2_000).exactOptional(),
    image_url: z.url().max(3_000).exactOptional(),
    slack_file: z
      .union([z.strictObject({ id: z.string() }), z.strictObject({ url: z.url() })])
      .exactOptional(),
  }),
]);

function blocks(most: number) {
  return z
    .array(anyBlock)
    .max(most)
    .superRefine((all, context) => {
      const ids = all.flatMap((one) => (one.block_id === undefined ? [] : [one.block_id]));
      if (new Set(ids).size < ids.length)
        context.addIssue({ code: 'custom', message: 'block_id used twice' });
      for (const one of all) {
        const inside = one.type === 'actions' ? one.elements : [];
        const actions = inside.flatMap((element) =>
          element.action_id === undefined ? [] : [element.action_id],
        );
        if (new Set(actions).size < actions.length)
          context.addIssue({ code: 'custom', message: 'action_id used twice in one block' });
      }
    });
}

/** Blocks of a message (Slack, "Reference: blocks"). `file_input` works in modals only. */
export const messageBlocksRule = blocks(50).refine(
  (all) => all.every((one) => one.type !== 'input' || one.element.type !== 'file_input'),
  'file_input is for modals',
);

const view = {
  blocks: blocks(100),
  private_metadata: z.string().max(3_000).exactOptional(),
  callback_id: z.string().max(255).exactOptional(),
  external_id: z.string().max(255).exactOptional(),
};

/** A view handed to `views.open`, `update`, `push` and `publish` (Slack, "Modals: view objects"). */
export const viewRule = z.discriminatedUnion('type', [
  exactly<types.ModalView>()({
    ...view,
    type: z.literal('modal'),
    title: plain(24),
    submit: plain(24).exactOptional(),
    close: plain(24).exactOptional(),
    clear_on_close: z.boolean().exactOptional(),
    notify_on_close: z.boolean().exactOptional(),
  }).refine(
    (modal) => modal.submit !== undefined || modal.blocks.every(({ type }) => type !== 'input'),
    'needs submit when it has input blocks',
  ),
  exactly<types.HomeView>()({ ...view, type: z.literal('home') }),
]);

/** A view has at most this many bytes as JSON. */
export const MAX_VIEW_BYTES = 250_000;

/** The faults of a value by a rule, one phrase with its place each. */
export function faultsBy(rule: z.ZodType, value: unknown): readonly string[] {
  const read = rule.safeParse(value);
  return read.success
    ? []
    : read.error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`);
}
