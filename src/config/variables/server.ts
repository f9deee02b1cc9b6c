import { key32, list, matching, oneOf, onOff, secret, whole, words } from './kinds.ts';
import { pageAddress, publicAddress, storeUrl } from './url-kinds.ts';
import { optional, withDefault } from './variable.ts';

const host = matching(/^[A-Za-z0-9.:_-]+$/, 'a host name or address');

/** Variables for where the program stores files, and how it is reached. */
export const serverVariables = {
  STORE_URL: optional(storeUrl, {
    fallback: '`sqlite://data/audiopod-bot.sqlite`',
    meaning: 'Database: a file in `DATA_DIR`, or `postgres://…` for several processes.',
    example: 'sqlite:///var/lib/audiopod-bot/bot.sqlite',
  }),
  DATA_DIR: withDefault(words, {
    fallback: 'data',
    meaning: 'Directory for the database, temporary files, undelivered results and the generated key.',
    example: '/var/lib/audiopod-bot',
  }),
  ROLE: withDefault(oneOf(['all', 'gateway', 'worker']), {
    fallback: 'all',
    meaning: '`gateway` receives and `worker` processes, in separate processes; both need PostgreSQL.',
    example: 'all',
  }),
  HOST: withDefault(host, {
    fallback: '127.0.0.1',
    meaning: 'Address the HTTP server listens on.',
    example: '0.0.0.0',
  }),
  PORT: withDefault(whole(0, 65_535), {
    fallback: '3000',
    meaning: 'Port of the HTTP server; 0 picks a free one.',
    example: '3000',
  }),
  PUBLIC_URL: optional(publicAddress, {
    fallback: 'none',
    meaning:
      'Public https address of this server, for the playground, Slack and Discord over HTTP, and AudioPod’s webhooks.',
    example: 'https://bot.example.com',
  }),
  SUPPORT_URL: optional(pageAddress, {
    fallback: 'none',
    meaning: 'Page where people get help; linked from public pages.',
    example: 'https://example.com/support',
  }),
  SUPPORT_EMAIL: optional(matching(/^[^\s@<>"]+@[^\s@<>".]+(?:\.[^\s@<>".]+)+$/, 'an email address'), {
    fallback: 'none',
    meaning: 'Email address for help, if there is no `SUPPORT_URL`.',
    example: 'support@example.com',
  }),
  PLAYGROUND: optional(onOff, {
    fallback: '`on` if no platform is set',
    meaning: 'Web playground at `/`. Needs `PLAYGROUND_TOKEN` if other computers can reach it.',
    example: 'off',
  }),
  PLAYGROUND_TOKEN: optional(secret, {
    fallback: 'none',
    meaning: 'Password of the playground.',
    example: 'a-long-random-text',
  }),
  PLAYGROUND_TOKEN_FILE: optional(words, {
    fallback: 'none',
    meaning: 'File with that password; created with a new one if there is none.',
    example: '/data/playground-token',
  }),
  OWNER_TOKEN: optional(secret, {
    fallback: 'none',
    meaning:
      'Password of the bot owner’s desk at `/admin`. Needed there if others may open the playground; see docs/operating.md.',
    example: 'another-long-random-text',
  }),
  METRICS_TOKEN: optional(secret, {
    fallback: 'none',
    meaning: 'Bearer token for `/metrics`; requests from this computer need none.',
    example: 'a-long-random-text',
  }),
  SECRET_KEY: optional(key32, {
    fallback: 'generated in `DATA_DIR` on SQLite; required with OAuth or PostgreSQL',
    meaning: '32 bytes in base64 that encrypt all stored contents, keys and tokens.',
    example: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=',
  }),
  SECRET_KEY_PREVIOUS: optional(key32, {
    fallback: 'none',
    meaning: 'Previous `SECRET_KEY`; still decrypts what it encrypted.',
    example: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=',
  }),
  OWNER_IDS: optional(
    list(
      /^discord:\d{1,20}$|^slack:[A-Z0-9]{2,20}:[A-Z0-9]{2,20}$/,
      'discord:ID or slack:TEAM:ID, separated by commas',
    ),
    {
      fallback: 'none',
      meaning: 'Bot owners: `discord:ID` or `slack:TEAM:ID`, comma-separated.',
      example: 'discord:81384788765712384,slack:T024BE7LD:U2147483697',
    },
  ),
  OPERATOR_NAME: optional(words, {
    fallback: 'none',
    meaning: 'Who runs the bot, for the pages about privacy and terms.',
    example: 'Example Studio Ltd',
  }),
  OPERATOR_CONTACT: optional(words, {
    fallback: 'none',
    meaning: 'How to reach who runs the bot, for the same pages.',
    example: 'privacy@example.com',
  }),
  LOG_LEVEL: withDefault(oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']), {
    fallback: 'info',
    meaning: 'Lowest level of log lines to write.',
    example: 'debug',
  }),
};
