import { z } from 'zod';
import { slackFile } from '../attachments/slack-file.ts';
import { formState } from './form-values.ts';

/** Slack's payloads, reduced to what the bot reads. Everything else in them is ignored. */

const id = z.string().min(1).max(64);
const files = z.array(slackFile).nullish();

/** A slash command. */
export const commandPayload = z.object({
  command: z.string(),
  text: z.string().default(''),
  user_id: id,
  channel_id: id,
  trigger_id: z.string().min(1),
  response_url: z.string(),
});

/** “Split stems” on a message. */
export const shortcutPayload = z.object({
  callback_id: z.string(),
  trigger_id: z.string().min(1),
  response_url: z.string().optional(),
  user: z.object({ id }),
  channel: z.object({ id }),
  message: z.object({
    ts: z.string(),
    thread_ts: z.string().optional(),
    files,
    attachments: z.array(z.object({ files })).nullish(),
  }),
});

/** A mention of the bot, or a direct message to it. */
export const messageEvent = z.object({
  type: z.string(),
  subtype: z.string().optional(),
  channel_type: z.string().optional(),
  user: id.optional(),
  bot_id: z.string().optional(),
  text: z.string().default(''),
  channel: id,
  ts: z.string(),
  thread_ts: z.string().optional(),
  files,
  attachments: z.array(z.object({ files })).nullish(),
});

/** The envelope of an event. */
export const eventEnvelope = z.object({ event_id: z.string().min(1), event: z.unknown() });

/** A pressed button. */
export const pressPayload = z.object({
  trigger_id: z.string().min(1),
  response_url: z.string().optional(),
  user: z.object({ id }),
  channel: z.object({ id }).optional(),
  container: z
    .object({
      channel_id: id.optional(),
      thread_ts: z.string().optional(),
      is_ephemeral: z.boolean().default(false),
    })
    .optional(),
  message: z.object({ ts: z.string().optional(), thread_ts: z.string().optional() }).optional(),
  /** Instead of a message. */
  view: z.object({ type: z.string() }).optional(),
  actions: z
    .array(z.object({ action_id: z.string(), action_ts: z.string(), value: z.string().default('') }))
    .min(1),
});

/** A submitted form. */
export const submissionPayload = z.object({
  /** Its own for each time that it is sent. */
  trigger_id: z.string().optional(),
  user: z.object({ id }),
  view: z.object({
    id: z.string(),
    hash: z.string(),
    private_metadata: z.string(),
    state: z.object({ values: formState }),
  }),
});

/** Text typed into a search field of a form. */
export const suggestionPayload = z.object({
  user: z.object({ id }),
  action_id: z.string(),
  value: z.string().default(''),
  view: z.object({ private_metadata: z.string() }),
});
