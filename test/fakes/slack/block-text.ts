import type { types } from '@slack/bolt';
import { z } from 'zod';
import { markupFaults } from './markup-rules.ts';

/** Every field Slack's own type of `T` knows, over all its variants. */
type FieldsOf<T> = Record<T extends unknown ? keyof T : never, z.ZodType>;

/**
 * A shape that has exactly the fields of Slack's own type: one missing or misspelt here does not compile,
 * one misspelt by the app does not pass.
 */
export const exactly =
  <T>() =>
  <const S extends FieldsOf<T>>(shape: S & Record<Exclude<keyof S, keyof FieldsOf<T>>, never>) =>
    z.strictObject(shape);

/** Ids of blocks and actions. */
export const id = z.string().min(1).max(255).exactOptional();

/** Text that Slack shows as it is. */
export const plain = (max: number) =>
  exactly<types.PlainTextElement>()({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(max),
    emoji: z.boolean().exactOptional(),
  });

/** Text in Slack's markup. */
export const markup = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .superRefine((text, context) => {
      for (const message of markupFaults(text)) context.addIssue({ code: 'custom', message });
    });

/** Text that Slack reads as markup. */
export const mrkdwn = (max: number) =>
  exactly<types.MrkdwnElement>()({
    type: z.literal('mrkdwn'),
    text: markup(max),
    verbatim: z.boolean().exactOptional(),
  });

/** Either kind of text. */
export const text = (max: number) => z.discriminatedUnion('type', [plain(max), mrkdwn(max)]);
