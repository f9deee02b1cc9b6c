import { ApplicationIntegrationType, OAuth2Scopes } from 'discord-api-types/v10';
import { ALL_PERMISSIONS } from '../payload/permissions.ts';

const AUTHORIZE = 'https://discord.com/oauth2/authorize';

/**
 * Returns the page at Discord where the bot is added to a server, with the permissions it needs, or to the account of
 * the person who opens it.
 */
export function installLink(applicationId: string, to: 'server' | 'person'): string {
  const asked =
    to === 'server'
      ? {
          scope: `${OAuth2Scopes.Bot} ${OAuth2Scopes.ApplicationsCommands}`,
          permissions: String(ALL_PERMISSIONS),
          integration_type: String(ApplicationIntegrationType.GuildInstall),
        }
      : {
          scope: OAuth2Scopes.ApplicationsCommands,
          integration_type: String(ApplicationIntegrationType.UserInstall),
        };
  return `${AUTHORIZE}?${new URLSearchParams({ client_id: applicationId, ...asked })}`;
}
