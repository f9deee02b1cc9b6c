import type { Secret } from '../../../core/model/secret.ts';

/** What the operator decides about Discord. */
export interface DiscordSettings {
  readonly token: Secret;
  /** Without a version and without a slash at the end. */
  readonly apiUrl: string;
  /** Commands are registered in this server alone, where changes show at once. */
  readonly devGuild?: string;
  /** `auto`: as many as Discord advises, all in this process. */
  readonly shards: 'auto' | { readonly ids: readonly number[] | 'all'; readonly count: number };
}
