import { OverwriteType, PermissionFlagsBits } from 'discord.js';
import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import { broken, type Check, inOrder, warning } from '../../../core/model/check.ts';
import { isThread, missingPermissions, type Permission, permissionNames } from '../payload/permissions.ts';
import { DiscordRefusal } from '../rest/discord-refusal.ts';
import type { DiscordLook } from './discord-look.ts';

const bits = z.string().transform((text) => BigInt(text));
const overwriteSchema = z.object({ id: z.string(), type: z.number(), allow: bits, deny: bits });
const channelSchema = z.object({
  type: z.number(),
  guild_id: z.string().optional(),
  parent_id: z.string().nullish(),
  permission_overwrites: z.array(overwriteSchema).default([]),
});
const rolesSchema = z.array(z.object({ id: z.string(), permissions: bits }));
const memberSchema = z.object({ roles: z.array(z.string()) });

type Channel = z.infer<typeof channelSchema>;

/** Without these, members get no result. */
const NEEDED: readonly Permission[] = ['view', 'send', 'attach'];
const WANTED: readonly Permission[] = [...NEEDED, 'send-in-threads', 'history', 'embed', 'voice'];

/** Looks at what the bot may do in the channel that was named. */
export const permissionCheck: Check<DiscordLook> = {
  name: 'discord.channel',
  looksAt: 'With `--channel <id>`: the seven permissions of the bot in that channel',
  remedy: 'Give the bot’s role these permissions in the channel’s settings.',
  async run(look, signal) {
    const application = await look.application();
    if (look.channel === undefined || application instanceof DiscordRefusal) return [];
    const found = await channelAt(look, look.channel, signal);
    if (found === undefined) {
      return broken(
        `The bot doesn’t see channel ${look.channel}.`,
        'Check the id, and let the bot’s role view the channel.',
      );
    }
    if (found.guild_id === undefined)
      return inOrder('In direct messages the bot may do everything it needs.');
    const permissions = await permissionsIn(
      look,
      found,
      { guildId: found.guild_id, botId: application.id },
      signal,
    );
    const missing = missingPermissions(permissions, WANTED);
    if (missing.length === 0) return inOrder(`The bot has all ${WANTED.length} permissions in the channel.`);
    const fact = `The bot lacks permissions in the channel: ${permissionNames('en', missing)}.`;
    return missing.some((one) => NEEDED.includes(one)) ? broken(fact) : warning(fact);
  },
};

async function channelAt(look: DiscordLook, id: string, signal: AbortSignal): Promise<Channel | undefined> {
  try {
    const channel = await look.read(Routes.channel(id), channelSchema, signal);
    // A thread has the permissions of its channel.
    const parent = isThread(channel.type) ? channel.parent_id : undefined;
    return parent == null ? channel : await look.read(Routes.channel(parent), channelSchema, signal);
  } catch (error) {
    if (error instanceof DiscordRefusal && error.trouble === 'place-closed') return undefined;
    throw error;
  }
}

/** Works out permissions as Discord does (Discord reference, Permissions: “Permission Overwrites”). */
async function permissionsIn(
  look: DiscordLook,
  { permission_overwrites: overwrites }: Channel,
  { guildId, botId }: { readonly guildId: string; readonly botId: string },
  signal: AbortSignal,
): Promise<bigint> {
  const [roles, member] = await Promise.all([
    look.read(Routes.guildRoles(guildId), rolesSchema, signal),
    look.read(Routes.guildMember(guildId, botId), memberSchema, signal),
  ]);
  // Everybody has the role named like the server.
  const own = new Set([guildId, ...member.roles]);
  const base = roles.filter(({ id }) => own.has(id)).reduce((all, role) => all | role.permissions, 0n);
  if ((base & PermissionFlagsBits.Administrator) !== 0n) return base;
  const ofRoles = overwrites.filter(
    ({ id, type }) => type === OverwriteType.Role && member.roles.includes(id),
  );
  return [
    overwrites.filter(({ id }) => id === guildId),
    ofRoles,
    overwrites.filter(({ id, type }) => type === OverwriteType.Member && id === botId),
  ].reduce((permissions, group) => {
    const deny = group.reduce((all, one) => all | one.deny, 0n);
    const allow = group.reduce((all, one) => all | one.allow, 0n);
    return (permissions & ~deny) | allow;
  }, base);
}
