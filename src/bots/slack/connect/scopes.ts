/** What the bot token must be allowed to do, and why. The manifest and docs/slack.md are made to say the same. */
export const REQUIRED_SCOPES = {
  commands: 'Slash commands and the message shortcut.',
  'chat:write': 'Posts the status message and the outcome of a job.',
  'files:read': 'Reads the audio and text files people hand to it.',
  'files:write': 'Uploads the results.',
  'app_mentions:read': 'Hears when somebody mentions it.',
  'users:read': 'Knows the language somebody reads, and keeps guests and strangers from spending.',
  'im:write': 'Opens a direct message for private results, and where it cannot post in the channel.',
  'im:history': 'Reads what people write to it directly.',
} as const;

/** What makes it more convenient. An installation without them works. */
export const OPTIONAL_SCOPES = {
  'channels:join': 'Joins a public channel where somebody uses it, instead of answering by direct message.',
} as const;

/** Required scopes that are not among the granted ones. */
export function missingScopes(granted: readonly string[]): readonly string[] {
  return Object.keys(REQUIRED_SCOPES).filter((scope) => !granted.includes(scope));
}
