import type { Secret } from '../../../core/model/secret.ts';

/** A bot token, and the workspace to name with it. */
export interface BotToken {
  readonly secret: Secret;
  /** With an organization’s token, Slack must be told which of its workspaces a call is about. */
  readonly teamId?: string;
}

/** Where the calls of one workspace get their token. */
export interface Tokens {
  /** @throws {SlackApiError} `not_installed` if the bot isn’t installed there. */
  current(signal: AbortSignal): Promise<BotToken>;
  /**
   * Reports that Slack refuses a token until an admin acts. Returns whether another one took its place, so that the
   * call is worth repeating.
   *
   * @throws {SlackApiError} `not_installed` if there is none any more.
   */
  refused(token: BotToken, error: string): Promise<boolean>;
}

/** Returns the tokens of a bot that has one from its configuration. Only a restart brings another. */
export function fixedToken(secret: Secret): Tokens {
  return { current: async () => ({ secret }), refused: async () => false };
}
