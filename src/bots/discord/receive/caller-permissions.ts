import { PermissionFlagsBits } from 'discord.js';
import type { CallerPermissions } from '../../../commands/dispatch/command-dispatcher.ts';
import type { Locale } from '../../../core/model/locale.ts';
import type { InteractionHeader } from '../payload/interaction-header.ts';
import { say } from '../text/words.ts';
import { askerOf } from './origin.ts';

/** Either lets somebody change the settings of a server. */
const MANAGING = PermissionFlagsBits.ManageGuild | PermissionFlagsBits.Administrator;

/**
 * What an interaction proves about who sent it, from its payload alone, which Discord filled in a moment ago. Somebody
 * who is a tenant of their own decides what they themselves spend. Of another tenant, such as the server that a button
 * pressed in direct messages is about, it proves nothing.
 */
export function permissionsOf(header: InteractionHeader, tenant: string): CallerPermissions {
  const asker = askerOf(header);
  if (asker?.tenant !== tenant) return { isAdmin: false };
  if (asker.personal === true) return { isAdmin: true };
  const { permissions = '0', roles = [] } = header.member ?? {};
  return serverPermissions(mayManage(BigInt(permissions)), roles, asker.locale);
}

/** The standing of a member of a server. */
export function serverPermissions(
  isAdmin: boolean,
  roles: readonly string[],
  locale: Locale,
): CallerPermissions {
  return { isAdmin, roles, admins: say(locale, 'discord.admins') };
}

/** True for whoever has the right Manage Server, or all rights. */
export function mayManage(permissions: bigint): boolean {
  return (permissions & MANAGING) !== 0n;
}
