import { list, matching, secret } from './kinds.ts';
import { apiBaseSlash, apiBaseUnversioned } from './url-kinds.ts';
import { optional, withDefault } from './variable.ts';

const snowflake = matching(/^\d{1,20}$/, 'a Discord id in digits');

/** Variables for which chat platforms are on, and how they are reached. */
export const platformVariables = {
  DISCORD_TOKEN: optional(secret, {
    fallback: 'none',
    meaning: 'Bot token. Turns Discord on.',
    example: 'your-bot-token',
  }),
  DISCORD_API_URL: withDefault(apiBaseUnversioned, {
    fallback: 'https://discord.com/api',
    meaning: 'Address of the Discord API, without a version.',
    example: 'https://discord.com/api',
  }),
  DISCORD_DEV_GUILD: optional(snowflake, {
    fallback: 'none',
    meaning: 'Server ID: registers commands only in that server, with immediate effect.',
    example: '81384788765712384',
  }),
  SHARD_IDS: optional(list(/^\d{1,4}$|^auto$/, 'shard numbers separated by commas, or auto'), {
    fallback: 'auto',
    meaning: 'Gateway shards of this process, when several share the work. Needs `SHARD_COUNT`.',
    example: '0,1',
  }),
  SHARD_COUNT: optional(matching(/^[1-9]\d{0,3}$|^auto$/, 'a whole number from 1 to 9999, or auto'), {
    fallback: 'auto',
    meaning: 'Number of gateway shards in all processes.',
    example: '4',
  }),
  SLACK_BOT_TOKEN: optional(secret, {
    fallback: 'none',
    meaning: 'Bot token of one workspace. With `SLACK_APP_TOKEN`, turns Slack on in socket mode.',
    example: 'xoxb-your-bot-token',
  }),
  SLACK_APP_TOKEN: optional(secret, {
    fallback: 'none',
    meaning: 'App token for socket mode.',
    example: 'xapp-your-app-token',
  }),
  SLACK_SIGNING_SECRET: optional(secret, {
    fallback: 'none',
    meaning: 'Turns Slack on over HTTP, even if socket mode is set up.',
    example: 'your-signing-secret',
  }),
  SLACK_CLIENT_ID: optional(secret, {
    fallback: 'none',
    meaning:
      'With `SLACK_CLIENT_SECRET` and `PUBLIC_URL`, many workspaces can install the bot by OAuth, instead of `SLACK_BOT_TOKEN`.',
    example: '1234567890.1234567890',
  }),
  SLACK_CLIENT_SECRET: optional(secret, {
    fallback: 'none',
    meaning: 'Client secret of the Slack app, for OAuth.',
    example: 'your-client-secret',
  }),
  SLACK_STATE_SECRET: optional(secret, {
    fallback: 'none',
    meaning: 'Accepted, and not needed any more: `SECRET_KEY` protects installations under way.',
    example: 'a-long-random-text',
  }),
  SLACK_CONFIG_TOKEN: optional(secret, {
    fallback: 'none',
    meaning:
      'App configuration token: `npm run doctor` compares the app with the manifest. The bot doesn’t use it.',
    example: 'xoxe.xoxp-your-token',
  }),
  SLACK_API_URL: withDefault(apiBaseSlash, {
    fallback: 'https://slack.com/api/',
    meaning: 'Address of the Slack API.',
    example: 'https://slack.com/api/',
  }),
};
