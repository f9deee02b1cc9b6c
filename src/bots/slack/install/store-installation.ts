import type { Installation as SlackInstallation } from '@slack/oauth';
import { z } from 'zod';
import type { Clock } from '../../../core/async/clock.ts';
import { Secret } from '../../../core/model/secret.ts';
import type { Log } from '../../../core/ports/log.ts';
import { missingScopes } from '../connect/scopes.ts';
import { createSlackWeb } from '../web/slack-web.ts';
import { fixedToken } from '../web/tokens.ts';
import { installationId } from '../workspaces/installation.ts';
import type { Installed } from '../workspaces/installed.ts';

/** Slack installed the app without scopes that the bot can’t do without. */
export class ScopesMissing extends Error {
  override readonly name = 'ScopesMissing';
  readonly scopes: readonly string[];

  constructor(scopes: readonly string[]) {
    super(`The installation lacks ${scopes.join(', ')}`);
    this.scopes = scopes;
  }
}

/** Stores what Slack answers to a finished installation. */
export type StoreInstallation = (installation: SlackInstallation) => Promise<void>;

const DEADLINE_MS = 20_000;
const named = z.object({ user: z.string().min(1).default('audiopod') });

/**
 * Creates what stores installations.
 *
 * @param onStored called when a workspace may have another token.
 */
export function createStoreInstallation(parts: {
  readonly installed: Installed;
  readonly onStored: () => void;
  readonly apiUrl: string;
  readonly clock: Clock;
  readonly log: Log;
}): StoreInstallation {
  const { installed, onStored, clock } = parts;

  const nameOf = async (token: Secret): Promise<string> => {
    const web = createSlackWeb({ ...parts, tokens: fixedToken(token) });
    const signal = clock.timeout(DEADLINE_MS);
    return (await web.call('auth.test', (client) => client.auth.test(), named, signal)).user;
  };

  return async ({ bot, team, enterprise, isEnterpriseInstall: isOrganization = false }) => {
    const of = isOrganization ? enterprise?.id : team?.id;
    if (bot === undefined || of === undefined) throw new Error('Slack installed no bot');
    const missing = missingScopes(bot.scopes);
    if (missing.length > 0) throw new ScopesMissing(missing);
    const token = new Secret(bot.token);
    const botName = await nameOf(token);
    await installed.put({
      ...{ id: installationId(of), installedAtMs: clock.now(), token, isOrganization },
      ...{ botId: bot.id, botUserId: bot.userId, botName },
    });
    onStored();
  };
}
