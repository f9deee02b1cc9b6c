/** The name of this platform in origins. */
export const PLATFORM = 'discord';

const PERSONAL = `${PLATFORM}:user:`;

/** Returns the id of a member who is a tenant of their own: the bot is in their account, not in a server. */
export function personalTenant(userId: string): string {
  return `${PERSONAL}${userId}`;
}

/** Whether a tenant is a member of their own. */
export function isPersonalTenant(tenant: string): boolean {
  return tenant.startsWith(PERSONAL);
}
