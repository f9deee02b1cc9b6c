import { z } from 'zod';

// The parts of Discord's payloads this bot reads. Discord adds fields all the time; they are left out.

const id = z.string().regex(/^\d{1,20}$/);
const person = z.object({ id });
const roles = z.array(id).default([]);

/** A file of a message or of a command's option. */
export const attachmentSchema = z.object({
  id,
  filename: z.string(),
  /** The name without its ending, where `filename` had to give up some of its characters. */
  title: z.string().nullish(),
  size: z.number(),
  url: z.string(),
  content_type: z.string().optional(),
});

const files = z.object({ attachments: z.array(attachmentSchema).default([]) });

/** A message a member pointed at. A forwarded one has its files in snapshots. */
export const messageSchema = files.extend({
  id,
  flags: z.number().default(0),
  message_snapshots: z.array(z.object({ message: files })).default([]),
});

/** What every interaction carries. */
export const interactionSchema = z.object({
  id,
  application_id: id,
  type: z.number(),
  token: z.string(),
  guild_id: id.optional(),
  channel_id: id.optional(),
  channel: z.object({ type: z.number() }).optional(),
  locale: z.string().optional(),
  app_permissions: z.string().regex(/^\d+$/).default('0'),
  authorizing_integration_owners: z.record(z.string(), z.string()).default({}),
  attachment_size_limit: z.number().positive().optional(),
  member: z.object({ user: person, roles, permissions: z.string().regex(/^\d+$/).default('0') }).optional(),
  user: person.optional(),
  message: messageSchema.optional(),
  data: z.unknown(),
});

const leafOption = z.object({
  name: z.string(),
  type: z.number(),
  value: z.union([z.string(), z.number(), z.boolean()]).optional(),
  focused: z.boolean().default(false),
});
/** An option as it arrives: one with a value, or a subcommand with options below it. */
const optionSchema = leafOption.extend({ options: z.array(leafOption).default([]) });

/** The data of a command, typed or from a menu, and of a completion. */
export const commandDataSchema = z.object({
  name: z.string(),
  type: z.number(),
  target_id: id.optional(),
  options: z.array(optionSchema).default([]),
  resolved: z
    .object({
      attachments: z.record(z.string(), attachmentSchema).default({}),
      messages: z.record(z.string(), messageSchema).default({}),
    })
    .default({ attachments: {}, messages: {} }),
});

/** The data of a pressed button. */
export const componentDataSchema = z.object({ custom_id: z.string() });

/** The data of a form that was sent: each field stands inside its label. */
export const modalDataSchema = z.object({
  custom_id: z.string(),
  components: z.array(
    z.object({ component: z.object({ custom_id: z.string(), value: z.string().default('') }) }),
  ),
});

/** A message as the gateway tells of it. */
export const mentionSchema = messageSchema.extend({
  channel_id: id,
  guild_id: id.optional(),
  content: z.string().default(''),
  author: person.extend({ bot: z.boolean().default(false) }),
  member: z.object({ roles }).optional(),
  mentions: z.array(person).default([]),
  referenced_message: messageSchema.nullish(),
});

export type WireOption = z.infer<typeof leafOption>;
export type WireCommand = z.infer<typeof commandDataSchema>;
export type WireAttachment = z.infer<typeof attachmentSchema>;
export type WireMessage = z.infer<typeof messageSchema>;
export type WireInteraction = z.infer<typeof interactionSchema>;
export type WireMention = z.infer<typeof mentionSchema>;

/** Who sent an interaction. */
export function userIdOf({ member, user }: WireInteraction): string | undefined {
  return member?.user.id ?? user?.id;
}
