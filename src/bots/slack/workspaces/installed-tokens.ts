import type { Clock } from '../../../core/async/clock.ts';
import type { Log } from '../../../core/ports/log.ts';
import type { Identity } from '../connect/identity.ts';
import { meansRemoval, NOT_INSTALLED, SlackApiError } from '../web/slack-error.ts';
import type { BotToken, Tokens } from '../web/tokens.ts';
import type { Installation } from './installation.ts';
import type { Installed } from './installed.ts';

/** The token of one workspace, from its installation. */
export interface InstalledTokens extends Tokens {
  /** Whether the bot is installed in the workspace. */
  isInstalled(): Promise<boolean>;
  /** Reads the installation again before the next call. */
  forget(): void;
  /** Who the bot is there, as far as it is known: an installation must have been read. */
  identity(): Identity;
}

/** Another process may replace or remove an installation; a refused token is looked up at once. */
const FRESH_MS = 60_000;
/** Until an installation is read. */
const USUAL_NAME = 'audiopod';

interface Read {
  readonly installation: Installation | undefined;
  readonly token: BotToken | undefined;
  readonly atMs: number;
}

/** Creates the tokens of a workspace. */
export function createInstalledTokens(
  teamId: string,
  parts: { readonly installed: Installed; readonly clock: Pick<Clock, 'now'>; readonly log: Log },
): InstalledTokens {
  const { installed, clock, log } = parts;
  let latest: Read | undefined;
  let known: Installation | undefined;

  const read = async (): Promise<Read> => {
    const installation = await installed.find(teamId);
    const isSame =
      installation !== undefined && installation.token.reveal() === latest?.token?.secret.reveal();
    // An unchanged token stays the same object, and its client with it.
    const token = isSame ? latest?.token : installation && tokenOf(installation, teamId);
    latest = { installation, token, atMs: clock.now() };
    known = installation ?? known;
    return latest;
  };

  // Whether another process has installed the bot meanwhile is looked up each time.
  const fresh = async (): Promise<Read> =>
    latest?.token !== undefined && clock.now() - latest.atMs < FRESH_MS ? latest : read();

  return {
    isInstalled: async () => (await fresh()).installation !== undefined,
    forget() {
      latest = undefined;
    },
    identity: () => ({
      teamId,
      botId: known?.botId ?? '',
      botUserId: known?.botUserId ?? '',
      botName: known?.botName ?? USUAL_NAME,
    }),
    async current() {
      const { token } = await fresh();
      if (token === undefined) throw new SlackApiError('token', NOT_INSTALLED);
      return token;
    },
    async refused(token, error) {
      if (!meansRemoval(error)) return false;
      const { installation } = await read();
      const isStored = installation?.token.reveal() === token.secret.reveal();
      if (installation !== undefined && isStored) {
        log.warn({ installation: installation.id, reason: error }, 'slack-token-refused');
        await installed.remove(installation.id, installation.installedAtMs);
        await read();
      }
      if (latest?.token === undefined) throw new SlackApiError('token', NOT_INSTALLED);
      return latest.token.secret.reveal() !== token.secret.reveal();
    },
  };
}

function tokenOf({ token: secret, isOrganization }: Installation, teamId: string): BotToken {
  return isOrganization ? { secret, teamId } : { secret };
}
