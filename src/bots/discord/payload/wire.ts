import { z } from 'zod';

// The parts of Discord's payloads this bot reads. Discord adds fields all the time; they are ignored.

/** A snowflake. */
export const id = z.string().regex(/^\d{1,20}$/);
/** A user. */
export const person = z.object({ id });
/** A user's names: the one they chose, and the unique one. */
export const user = z.object({ username: z.string().default(''), global_name: z.string().nullish() });
/** A member's name in the server. */
export const nickname = z.object({ nick: z.string().nullish() });
/** A role or a channel. */
export const named = z.object({ name: z.string().nullish() });
/** The roles of a member. */
export const roles = z.array(id).default([]);

/** A file of a message or of a command's option. */
export const attachmentSchema = z.object({
  id,
  filename: z.string(),
  /** The name without its extension, where `filename` lost some of its characters. */
  title: z.string().nullish(),
  size: z.number(),
  url: z.string(),
  content_type: z.string().optional(),
});

const files = z.object({ attachments: z.array(attachmentSchema).default([]) });

/** A message a member chose. A forwarded one has its files in snapshots. */
export const messageSchema = files.extend({
  id,
  flags: z.number().default(0),
  message_snapshots: z.array(z.object({ message: files })).default([]),
});

/** A message as the gateway sends it. */
export const mentionSchema = messageSchema.extend({
  type: z.number().default(0),
  channel_id: id,
  guild_id: id.optional(),
  content: z.string().default(''),
  author: person.extend({ bot: z.boolean().default(false) }),
  member: z.object({ roles }).optional(),
  mentions: z.array(person.extend({ ...user.shape, member: nickname.nullish() })).default([]),
  referenced_message: messageSchema.nullish(),
});

export type WireAttachment = z.infer<typeof attachmentSchema>;
export type WireMessage = z.infer<typeof messageSchema>;
export type WireMention = z.infer<typeof mentionSchema>;
export type WireUser = z.infer<typeof user>;
export type WireNickname = z.infer<typeof nickname>;
export type WireNamed = z.infer<typeof named>;
