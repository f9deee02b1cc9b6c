import { z } from 'zod';

const deferred = z.object({
  kind: z.literal('deferred'),
  /** Who sees the answer. Fixed when it was deferred. */
  visibility: z.enum(['public', 'private']),
  /** The message that the answer will be, where Discord said so. */
  messageId: z.string().optional(),
});
const first = z.discriminatedUnion('kind', [
  deferred,
  /** Still to be given: a form, completions, or nothing. */
  z.object({ kind: z.literal('open') }),
]);
const arrived = z.object({ kind: z.literal('interaction'), payload: z.unknown(), first });

/** What the gateway's thread tells the program, besides what the library tells by itself. */
export const newsSchema = z.discriminatedUnion('kind', [
  arrived,
  /** A message that names the bot. */
  z.object({ kind: z.literal('message'), payload: z.unknown(), botId: z.string() }),
  /** The first connection of a shard failed, for the reason the library gives. */
  z.object({ kind: z.literal('not-connected'), reason: z.string() }),
  /** A line for the log. */
  z.object({
    kind: z.literal('line'),
    level: z.enum(['info', 'warn']),
    fields: z.record(z.string(), z.unknown()),
    event: z.string(),
  }),
]);

/** One piece of it. */
export type News = z.infer<typeof newsSchema>;
/** An interaction, and what became of its first response. */
export type Arrived = Omit<z.infer<typeof arrived>, 'kind'>;
/** That "is thinking" is shown. */
export type Deferred = z.infer<typeof deferred>;
