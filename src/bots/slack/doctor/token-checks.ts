import { broken, type Check, inOrder, warning } from '../../../core/model/check.ts';
import { missingScopes, OPTIONAL_SCOPES } from '../connect/scopes.ts';
import { SlackApiError } from '../web/slack-error.ts';
import type { SlackLook, TokenIdentity } from './slack-look.ts';

/** How the token of an app with rotation begins; it lasts twelve hours (slack.dev, “Token rotation”). */
const ROTATED = /^xoxe[.-]/;

/** Looks at the bot's token. With OAuth each workspace has its own, which the bot checks as it uses them. */
export const TOKEN_CHECKS: readonly Check<SlackLook>[] = [
  {
    name: 'slack.token',
    looksAt: '`SLACK_BOT_TOKEN`, and that it’s the bot’s in one workspace',
    remedy: 'Copy the “Bot User OAuth Token” from the app’s “OAuth & Permissions” page.',
    async run(look) {
      if (look.access.botToken === undefined) return [];
      let identity: TokenIdentity;
      try {
        identity = await look.identity();
      } catch (error) {
        if (error instanceof SlackApiError) return broken(`Slack rejects SLACK_BOT_TOKEN (${error.error}).`);
        return broken('Slack doesn’t answer.', 'Check the network, and SLACK_API_URL if you set it.');
      }
      const { bot_id: botId, team_id: teamId, is_enterprise_install: isOrganization } = identity;
      if (botId === undefined) {
        return broken('SLACK_BOT_TOKEN isn’t a bot’s token.', 'Use the one that starts with xoxb-.');
      }
      if (isOrganization || teamId === undefined) {
        return broken(
          'SLACK_BOT_TOKEN is for a whole organization.',
          'Install the app in one workspace alone, and use the token from there.',
        );
      }
      const { user = 'the bot', team = teamId } = identity;
      return inOrder(`Slack accepts SLACK_BOT_TOKEN, of ${user} in ${team}.`);
    },
  },
  {
    name: 'slack.scopes',
    looksAt: 'The scopes of the bot’s token',
    remedy: 'Add them under “OAuth & Permissions” and reinstall the app.',
    async run(look) {
      const scopes = await scopesOf(look);
      if (scopes === undefined) return [];
      const missing = missingScopes(scopes);
      if (missing.length > 0) return broken(`The Slack app lacks these scopes: ${missing.join(', ')}.`);
      const optional = Object.entries(OPTIONAL_SCOPES).filter(([scope]) => !scopes.includes(scope));
      if (optional.length === 0) return inOrder('The Slack app has all scopes.');
      const what = optional.map(([scope, why]) => `${scope} (${why.replace(/\.$/, '')})`);
      return warning(`The Slack app lacks optional scopes: ${what.join(', ')}.`);
    },
  },
  {
    name: 'slack.rotation',
    looksAt: 'That token rotation is off',
    remedy: 'Create the app again from the manifest: rotation can’t be turned off once it’s on.',
    async run({ access: { botToken } }) {
      if (botToken === undefined) return [];
      return ROTATED.test(botToken.reveal())
        ? broken('SLACK_BOT_TOKEN is rotated, so it ends within twelve hours.')
        : inOrder('The token doesn’t rotate.');
    },
  },
];

/** `undefined` if the token is rejected, which another check reports, or Slack doesn't say. */
async function scopesOf(look: SlackLook): Promise<readonly string[] | undefined> {
  if (look.access.botToken === undefined) return undefined;
  try {
    return (await look.identity()).scopes;
  } catch {
    return undefined;
  }
}
