import { PermissionFlagsBits } from 'discord.js';
import type { CallerPermissions } from '../../../commands/dispatch/command-dispatcher.ts';
import type { Locale } from '../../../core/model/locale.ts';
import type { InteractionHeader } from '../payload/interaction-header.ts';
import { say } from '../text/words.ts';
import { askerOf } from './origin.ts';

/** Either permission lets a member change a server's settings. */
const MANAGING = PermissionFlagsBits.ManageGuild | PermissionFlagsBits.Administrator;

/**
 * Returns what an interaction's payload, just filled in by Discord, proves about its sender. People who are
 * their own tenant decide what they spend. It proves nothing about another tenant, such as the server of a
 * button pressed in direct messages.
 */
export function permissionsOf(header: InteractionHeader, tenant: string): CallerPermissions {
  const asker = askerOf(header);
  if (asker?.tenant !== tenant) return { isAdmin: false };
  if (asker.personal === true) return { isAdmin: true };
  const { permissions = '0', roles = [] } = header.member ?? {};
  return serverPermissions(mayManage(BigInt(permissions)), roles, asker.locale);
}

/** Returns the permissions of a server's member. */
export function serverPermissions(
  isAdmin: boolean,
  roles: readonly string[],
  locale: Locale,
): CallerPermissions {
  return { isAdmin, roles, admins: say(locale, 'discord.admins') };
}

/** Whether a permission set includes Manage Server, or Administrator. */
export function mayManage(permissions: bigint): boolean {
  return (permissions & MANAGING) !== 0n;
}
