import { ChannelType } from 'discord-api-types/v10';
import { z } from 'zod';
import { id, messageSchema, person, roles } from './wire.ts';

/** What every interaction carries. */
export const headerSchema = z.object({
  id,
  application_id: id,
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
  /** The message whose button was pressed. */
  message: messageSchema.pick({ id: true, flags: true }).optional(),
});

/** Who sent an interaction, from where, and how to reply: everything but the request itself. */
export type InteractionHeader = z.infer<typeof headerSchema>;

/** The address for replies to an interaction. */
export interface InteractionAddress {
  readonly applicationId: string;
  readonly interactionId: string;
  readonly token: string;
}

/** Returns the address for replies to an interaction. */
export function addressIn({
  application_id,
  id: interactionId,
  token,
}: InteractionHeader): InteractionAddress {
  return { applicationId: application_id, interactionId, token };
}

const GUILD_INSTALL = '0';

/** Whether an interaction is from the bot's own direct messages, where only the member reads along. */
export function isBotDm({ channel, authorizing_integration_owners: owners }: InteractionHeader): boolean {
  return channel?.type === ChannelType.DM && GUILD_INSTALL in owners;
}

/** Returns who sent an interaction. */
export function userIdOf({ member, user }: InteractionHeader): string | undefined {
  return member?.user.id ?? user?.id;
}
