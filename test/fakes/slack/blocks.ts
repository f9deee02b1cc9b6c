import type { types } from '@slack/bolt';
import { z } from 'zod';
import { markupFaults } from './markup-rules.ts';

type FieldsOf<T> = T extends unknown ? keyof T : never;

/**
 * Builds a rule for the part of a Slack type that the app uses.
 *
 * A misspelled field does not compile, and any field not named is refused: before using another one, read
 * Slack's documentation of it.
 */
const shape =
  <T>() =>
  <const S extends z.ZodRawShape>(fields: S & Record<Exclude<keyof S, FieldsOf<T>>, never>) =>
    z.strictObject(fields as S);

const id = z.string().min(1).max(255);

/** Text in Slack's markup. With `pings` it may mention people, as only a result may. */
export const markup = (max: number, may?: 'pings') =>
  z
    .string()
    .min(1)
    .max(max)
    .superRefine((text, context) => {
      for (const message of markupFaults(text, may)) context.addIssue({ code: 'custom', message });
    });

const plain = (max: number) =>
  shape<types.PlainTextElement>()({ type: z.literal('plain_text'), text: z.string().min(1).max(max) });
const mrkdwn = (may?: 'pings') =>
  shape<types.MrkdwnElement>()({
    type: z.literal('mrkdwn'),
    text: markup(3_000, may),
    verbatim: z.boolean().exactOptional(),
  });

const option = shape<types.PlainTextOption>()({ text: plain(75), value: z.string().min(1).max(150) });

/** The valid response for an `external_select` (Slack, "Select menu element"). */
export const suggestionRule = z.union([
  z.strictObject({ options: z.array(option).max(100) }),
  z.strictObject({
    option_groups: z
      .array(z.strictObject({ label: plain(75), options: z.array(option).min(1).max(100) }))
      .min(1)
      .max(100),
  }),
]);

const numeral = z
  .string()
  .regex(/^-?\d+(?:\.\d+)?$/)
  .exactOptional();
const length = z.int().min(1).max(3_000).exactOptional();
const placeholder = plain(150).exactOptional();

const field = z.discriminatedUnion('type', [
  shape<types.PlainTextInput>()({
    type: z.literal('plain_text_input'),
    action_id: id,
    multiline: z.boolean().exactOptional(),
    max_length: length,
    initial_value: z.string().min(1).max(3_000).exactOptional(),
  }),
  shape<types.URLInput>()({ type: z.literal('url_text_input'), action_id: id }),
  shape<types.NumberInput>()({
    type: z.literal('number_input'),
    action_id: id,
    is_decimal_allowed: z.boolean(),
    min_value: numeral,
    max_value: numeral,
  }),
  shape<types.StaticSelect>()({
    type: z.literal('static_select'),
    action_id: id,
    placeholder,
    options: z.array(option).min(1).max(100),
  }),
  shape<types.ExternalSelect>()({
    type: z.literal('external_select'),
    action_id: id,
    placeholder,
    min_query_length: z.int().min(0).exactOptional(),
  }),
  shape<types.UsersSelect>()({ type: z.literal('users_select'), action_id: id, placeholder }),
  shape<types.Checkboxes>()({
    type: z.literal('checkboxes'),
    action_id: id,
    options: z.array(option).min(1).max(10),
    initial_options: z.array(option).min(1).max(10).exactOptional(),
  }),
  shape<types.FileInput>()({
    type: z.literal('file_input'),
    action_id: id,
    filetypes: z.array(z.string().min(1)).exactOptional(),
    max_files: z.int().min(1).max(10),
  }),
]);

const button = shape<types.Button>()({
  type: z.literal('button'),
  action_id: id,
  text: plain(75),
  value: z.string().max(2_000).exactOptional(),
  style: z.enum(['primary', 'danger']).exactOptional(),
});

const block_id = id.exactOptional();
const section = (may?: 'pings') =>
  shape<types.SectionBlock>()({ type: z.literal('section'), block_id, text: mrkdwn(may) });
const context = (may?: 'pings') =>
  shape<types.ContextBlock>()({
    type: z.literal('context'),
    block_id,
    elements: z.array(mrkdwn(may)).min(1).max(10),
  });
const header = shape<types.HeaderBlock>()({ type: z.literal('header'), block_id, text: plain(150) });
const actions = shape<types.ActionsBlock>()({
  type: z.literal('actions'),
  block_id,
  elements: z
    .array(button)
    .min(1)
    .max(25)
    .refine((all) => isEachOnce(all.map((one) => one.action_id)), 'action_id used twice in one block'),
});
const input = shape<types.InputBlock>()({
  type: z.literal('input'),
  block_id,
  label: plain(2_000),
  hint: plain(2_000).exactOptional(),
  optional: z.boolean().exactOptional(),
  element: field,
});

/** A cell with text; Slack also takes `raw_text`, which it has refused at times (SlackNet, issue 246). */
const cell = shape<types.RichTextBlock>()({
  type: z.literal('rich_text'),
  elements: z
    .array(
      shape<types.RichTextSection>()({
        type: z.literal('rich_text_section'),
        elements: z
          .array(
            shape<types.RichTextText>()({
              type: z.literal('text'),
              text: z.string().min(1),
              style: z.strictObject({ bold: z.literal(true) }).exactOptional(),
            }),
          )
          .min(1),
      }),
    )
    .length(1),
});
const table = shape<types.TableBlock>()({
  type: z.literal('table'),
  block_id,
  rows: z
    .array(z.array(cell).min(1).max(20))
    .min(1)
    .max(100)
    .refine((rows) => new Set(rows.map(({ length }) => length)).size === 1, 'rows of different lengths')
    .refine((rows) => charactersIn(rows) <= 10_000, 'more than 10000 characters in all cells'),
  column_settings: z
    .array(
      shape<NonNullable<types.TableBlock['column_settings']>[number]>()({
        align: z.enum(['left', 'center', 'right']).exactOptional(),
        is_wrapped: z.boolean().exactOptional(),
      }),
    )
    .max(20)
    .exactOptional(),
});

function charactersIn(rows: readonly (readonly z.output<typeof cell>[])[]): number {
  const texts = rows.flat().flatMap(({ elements }) => elements.flatMap((one) => one.elements));
  return texts.reduce((sum, { text }) => sum + text.length, 0);
}

/** Buttons in their block. */
export type ButtonRow = z.output<typeof actions>;

/** An input element in its block. */
export type Input = z.output<typeof input>;

const besideFiles = (may?: 'pings') => [section(may), context(may), actions] as const;

/** Blocks of a message (Slack, "Reference: blocks"). */
export const messageBlocksRule = z
  .array(z.discriminatedUnion('type', [...besideFiles(), table]))
  .max(50)
  .refine(hasOwnIds, 'block_id used twice')
  .refine((all) => all.filter(({ type }) => type === 'table').length <= 1, 'only_one_table_allowed');

/** Blocks beside files; these kinds are known to be accepted there. A result may ping the one who waits for it. */
export const resultBlocksRule = z
  .array(z.discriminatedUnion('type', besideFiles('pings')))
  .max(50)
  .refine(hasOwnIds, 'block_id used twice');

/** The rows of buttons of a message, among blocks of any kind. */
export const buttonRows = (blocks: readonly types.AnyBlock[]): readonly z.output<typeof actions>[] =>
  blocks.flatMap((block) => (block.type === 'actions' ? [actions.parse(block)] : []));

/** Returns what people read in blocks, a line each. */
export function textOf(blocks: z.output<typeof resultBlocksRule>): string {
  const texts = blocks.flatMap((block) => {
    if (block.type === 'actions') return [];
    return block.type === 'section' ? [block.text.text] : block.elements.map(({ text }) => text);
  });
  return texts.join('\n');
}

/** A view sent to `views.open` (Slack, "Modals: view objects"): at most 250,000 bytes as JSON. */
export const viewRule = shape<types.ModalView>()({
  type: z.literal('modal'),
  blocks: z
    .array(z.discriminatedUnion('type', [section(), input]))
    .max(100)
    .refine(hasOwnIds, 'block_id used twice'),
  private_metadata: z.string().max(3_000).exactOptional(),
  callback_id: z.string().max(255).exactOptional(),
  title: plain(24),
  // Required in every view with an input.
  submit: plain(24),
  close: plain(24).exactOptional(),
}).refine((view) => Buffer.byteLength(JSON.stringify(view)) <= 250_000, 'view_too_large');

/** A home sent to `views.publish`. Tables are for messages alone (Slack, "Table block": surfaces). */
export const homeRule = shape<types.HomeView>()({
  type: z.literal('home'),
  blocks: z
    .array(z.discriminatedUnion('type', [header, section(), actions]))
    .max(100)
    .refine(hasOwnIds, 'block_id used twice'),
}).refine((view) => Buffer.byteLength(JSON.stringify(view)) <= 250_000, 'view_too_large');

function hasOwnIds(blocks: readonly { readonly block_id?: string }[]): boolean {
  return isEachOnce(blocks.flatMap((one) => one.block_id ?? []));
}

function isEachOnce(ids: readonly string[]): boolean {
  return new Set(ids).size === ids.length;
}

/** Returns the faults of a value by a rule, one phrase with its path each. */
export function faultsBy(rule: z.ZodType, value: unknown): readonly string[] {
  const { error } = rule.safeParse(value);
  return (error?.issues ?? []).map((issue) => {
    const keys = 'keys' in issue ? ` ${String(issue.keys)}` : '';
    return `${issue.path.join('.') || 'it'}: ${issue.message}${keys}`;
  });
}
