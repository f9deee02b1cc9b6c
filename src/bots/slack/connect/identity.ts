import { z } from 'zod';
import type { Clock } from '../../../core/async/clock.ts';
import { StartError } from '../../../core/model/start-error.ts';
import { SlackApiError } from '../web/slack-error.ts';
import type { SlackWeb } from '../web/slack-web.ts';
import { missingScopes } from './scopes.ts';

/** The bot's identity, by its token. */
export interface Identity {
  readonly teamId: string;
  readonly botId: string;
  readonly botUserId: string;
  /** The name to mention or invite. */
  readonly botName: string;
}

const DEADLINE_MS = 20_000;

const shape = z.object({
  team_id: z.string().min(1).optional(),
  is_enterprise_install: z.boolean().default(false),
  bot_id: z.string().min(1).optional(),
  user_id: z.string().min(1),
  user: z.string().default('audiopod'),
  response_metadata: z.object({ scopes: z.array(z.string()).optional() }).optional(),
});

/**
 * Reads whose token this is.
 *
 * @throws {StartError} with a message for the bot owner, if the token is wrong, belongs to an organization,
 * lacks scopes, or Slack cannot be reached.
 */
export async function findIdentity(web: SlackWeb, clock: Clock, signal: AbortSignal): Promise<Identity> {
  const found = await ask(web, AbortSignal.any([signal, clock.timeout(DEADLINE_MS)]));
  if (found.bot_id === undefined) {
    throw new StartError(
      'SLACK_BOT_TOKEN isn’t a bot token. Use the app’s “Bot User OAuth Token”, which starts with xoxb-.',
    );
  }
  // Events of an organization name workspaces that this token does not, so the bot would hear nothing.
  if (found.is_enterprise_install || found.team_id === undefined) {
    throw new StartError(
      'SLACK_BOT_TOKEN is for a whole organization. Install the app in one workspace alone and use the token from there, or let workspaces install it by OAuth: set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET instead.',
    );
  }
  // Slack lists the scopes in a header; without it, they are unknown and not checked.
  const granted = found.response_metadata?.scopes;
  const missing = granted === undefined ? [] : missingScopes(granted);
  if (missing.length > 0) {
    throw new StartError(
      `The Slack app lacks these scopes: ${missing.join(', ')}. Add them under “OAuth & Permissions” and reinstall the app.`,
    );
  }
  return { teamId: found.team_id, botId: found.bot_id, botUserId: found.user_id, botName: found.user };
}

async function ask(web: SlackWeb, signal: AbortSignal): Promise<z.infer<typeof shape>> {
  try {
    return await web.call('auth.test', (client) => client.auth.test(), shape, signal);
  } catch (error) {
    if (error instanceof SlackApiError) {
      throw new StartError(
        `Slack rejected SLACK_BOT_TOKEN (${error.error}). Copy the “Bot User OAuth Token” from the app’s “OAuth & Permissions” page.`,
      );
    }
    throw new StartError('The bot can’t reach Slack. Check the network and SLACK_API_URL, then start again.');
  }
}
