import type { Secret } from '../../../core/model/secret.ts';

/** The bot owner's settings for Discord. */
export interface DiscordSettings {
  readonly token: Secret;
  /** Without a version and without a trailing slash. */
  readonly apiUrl: string;
  /** Registers commands in this server only, where changes show immediately. */
  readonly devGuild?: string;
  /** `auto`: as many as Discord advises, all in this process. */
  readonly shards: 'auto' | { readonly ids: readonly number[] | 'all'; readonly count: number };
}
