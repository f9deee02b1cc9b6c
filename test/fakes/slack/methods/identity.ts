import { type Handlers, needScope, type Realm, Refusal } from '../realm.ts';

/** Who the app is, and who people are. */
export function identityMethods(
  realm: Realm,
): Handlers<'auth.test' | 'apps.connections.open' | 'oauth.v2.access' | 'users.info'> {
  const { workspace, credentials } = realm;
  const codes = new Set([credentials.oauthCode]);
  return {
    'auth.test': () => ({
      url: `https://${workspace.team.domain}.slack.com/`,
      team: workspace.team.name,
      user: workspace.bot.name,
      team_id: workspace.team.id,
      user_id: workspace.bot.id,
      bot_id: credentials.botId,
      is_enterprise_install: false,
    }),
    'apps.connections.open': () => ({
      url: `${realm.origin().replace('http', 'ws')}/link?ticket=${realm.socketTicket()}`,
    }),
    'oauth.v2.access'(args) {
      if (args.client_id !== credentials.clientId) throw new Refusal('invalid_client_id');
      if (args.client_secret !== credentials.clientSecret) throw new Refusal('bad_client_secret');
      // A code is good once.
      if (args.code === undefined || !codes.delete(args.code)) throw new Refusal('invalid_code');
      return {
        app_id: credentials.appId,
        access_token: credentials.botToken,
        token_type: 'bot',
        scope: [...realm.scopes].join(','),
        bot_user_id: workspace.bot.id,
        team: { id: workspace.team.id, name: workspace.team.name },
        authed_user: { id: workspace.users.admin.id },
        is_enterprise_install: false,
      };
    },
    'users.info'(args) {
      needScope(realm, 'users:read');
      const user = workspace.allUsers.find(({ id }) => id === args.user);
      if (user === undefined) throw new Refusal('user_not_found');
      return {
        user: {
          id: user.id,
          team_id: user.teamId,
          name: user.name,
          real_name: user.realName,
          deleted: user.deleted,
          is_admin: user.isAdmin,
          is_owner: user.isOwner,
          is_primary_owner: user.isPrimaryOwner,
          is_restricted: user.isRestricted,
          is_ultra_restricted: user.isUltraRestricted,
          is_bot: user.isBot,
          ...(user.isStranger && { is_stranger: true }),
          ...(args.include_locale === true && { locale: user.locale }),
          profile: { display_name: user.name, real_name: user.realName },
        },
      };
    },
  };
}
