/** Scopes the bot token must have, and why. The manifest and docs/slack.md are made from the same list. */
export const REQUIRED_SCOPES = {
  commands: 'Adds slash commands and message shortcuts.',
  'chat:write': 'Posts progress and results.',
  'files:read': 'Reads the audio and text files members send.',
  'files:write': 'Uploads results.',
  'app_mentions:read': 'Gets messages that mention the bot.',
  'users:read': 'Reads a member’s language, and keeps guests and outsiders from spending.',
  'im:write': 'Sends private results, and results for channels it can’t post in, as direct messages.',
  'im:history': 'Reads direct messages to the bot.',
} as const;

/** Scopes for convenience. An installation without them works. */
export const OPTIONAL_SCOPES = {
  'channels:join': 'Joins a public channel where it’s used, instead of replying by direct message.',
} as const;

/** Returns the required scopes that were not granted. */
export function missingScopes(granted: readonly string[]): readonly string[] {
  return Object.keys(REQUIRED_SCOPES).filter((scope) => !granted.includes(scope));
}
