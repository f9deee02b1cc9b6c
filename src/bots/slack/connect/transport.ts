import type { Secret } from '../../../core/model/secret.ts';

/** How Slack reaches the program: over sockets the bot opens, or requests Slack sends. */
export type Transport =
  | { readonly mode: 'socket'; readonly appToken: Secret }
  | { readonly mode: 'http'; readonly signingSecret: Secret };
