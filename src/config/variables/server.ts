import { key32, list, matching, oneOf, onOff, secret, whole, words } from './kinds.ts';
import { publicAddress, storeUrl } from './url-kinds.ts';
import { optional, withDefault } from './variable.ts';

const host = matching(/^[A-Za-z0-9.:_-]+$/, 'a host name or address');

/** Where the program keeps things, and how it is reached. */
export const serverVariables = {
  STORE_URL: optional(storeUrl, {
    fallback: '`sqlite://data/audiopod-bot.sqlite`',
    meaning: 'The database: a file inside `DATA_DIR`, or `postgres://…` for several processes.',
    example: 'sqlite:///var/lib/audiopod-bot/bot.sqlite',
  }),
  DATA_DIR: withDefault(words, {
    fallback: 'data',
    meaning: 'Database, temporary and undelivered files, generated secret.',
    example: '/var/lib/audiopod-bot',
  }),
  ROLE: withDefault(oneOf(['all', 'gateway', 'worker']), {
    fallback: 'all',
    meaning: '`gateway` receives and `worker` works, in separate processes; both need PostgreSQL.',
    example: 'all',
  }),
  HOST: withDefault(host, {
    fallback: '127.0.0.1',
    meaning: 'Address the HTTP server listens on.',
    example: '0.0.0.0',
  }),
  PORT: withDefault(whole(0, 65_535), {
    fallback: '3000',
    meaning: 'Port of the HTTP server; 0 takes any free one.',
    example: '3000',
  }),
  PUBLIC_URL: optional(publicAddress, {
    fallback: 'none',
    meaning: 'Public https address of this server: AudioPod webhooks, Slack OAuth.',
    example: 'https://bot.example.com',
  }),
  PLAYGROUND: optional(onOff, {
    fallback: 'on only when no platform is configured',
    meaning: 'The web playground at `/`. Beyond loopback it needs `PLAYGROUND_TOKEN`.',
    example: 'off',
  }),
  PLAYGROUND_TOKEN: optional(secret, {
    fallback: 'none',
    meaning: 'Password of the playground.',
    example: 'a-long-random-text',
  }),
  METRICS_TOKEN: optional(secret, {
    fallback: 'none',
    meaning: '`/metrics` answers loopback, or whoever brings this as a bearer token.',
    example: 'a-long-random-text',
  }),
  SECRET_KEY: optional(key32, {
    fallback: 'generated into `DATA_DIR` on SQLite; required for OAuth or PostgreSQL',
    meaning: '32 bytes in base64; encrypts keys and tokens at rest.',
    example: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=',
  }),
  SECRET_KEY_PREVIOUS: optional(key32, {
    fallback: 'none',
    meaning: 'The key before the last change; still decrypts what was encrypted with it.',
    example: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=',
  }),
  OWNER_IDS: optional(
    list(
      /^discord:\d{1,20}$|^slack:[A-Z0-9]{2,20}:[A-Z0-9]{2,20}$/,
      'discord:ID or slack:TEAM:ID, separated by commas',
    ),
    {
      fallback: 'none',
      meaning: 'Who owns this bot: comma separated `discord:ID`, `slack:TEAM:ID`.',
      example: 'discord:81384788765712384,slack:T024BE7LD:U2147483697',
    },
  ),
  LOG_LEVEL: withDefault(oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']), {
    fallback: 'info',
    meaning: 'The least important lines that are still written.',
    example: 'debug',
  }),
};
