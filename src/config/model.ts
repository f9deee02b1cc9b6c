import type { MoneyLimits } from '../core/model/money/spending-rules.ts';
import type { Secret } from '../core/model/secret.ts';

/** Which AudioPod the program works with. */
export type AudioPodConfig =
  | { readonly sandbox: true }
  | { readonly sandbox: false; readonly apiKey: Secret; readonly baseUrl: string };

/** Discord, when it is on. */
export interface DiscordConfig {
  readonly token: Secret;
  /** Without a version and without a trailing slash. */
  readonly apiUrl: string;
  readonly devGuild?: string;
  /** `auto`: as many as Discord advises, all in this process. */
  readonly shards: 'auto' | { readonly ids: readonly number[] | 'all'; readonly count: number };
}

/** How Slack reaches the program. */
export type SlackTransport =
  | { readonly mode: 'socket'; readonly appToken: Secret }
  | { readonly mode: 'http'; readonly signingSecret: Secret };

/** How workspaces install the bot themselves. */
export interface SlackInstall {
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly publicUrl: string;
}

/** Which workspaces the bot serves: the one of its token, or those that install it. */
export type SlackServing = { readonly botToken: Secret } | { readonly install: SlackInstall };

/** Slack, when it is on. */
export interface SlackConfig {
  /** With a trailing slash. */
  readonly apiUrl: string;
  readonly transport: SlackTransport & SlackServing;
  /** Reads the app's manifest; for the doctor alone. */
  readonly configToken?: Secret;
}

/** The web playground, when it is on. */
export interface PlaygroundConfig {
  /** Required before anything is shown. It or its file is always present if the server listens beyond loopback. */
  readonly token?: Secret;
  /** Holds the token if there is no other; created with a new one if it doesn't exist. */
  readonly tokenFile?: string;
  /** Allowed host names, besides those of loopback. Without ports. */
  readonly hosts: readonly string[];
}

/** The bot owner's configuration, read once at the start and never changed. */
export interface Config {
  readonly audiopod: AudioPodConfig & { readonly statusReadsPerMinute: number };
  readonly platforms: { readonly discord?: DiscordConfig; readonly slack?: SlackConfig };
  readonly playground?: PlaygroundConfig;
  readonly store: { readonly kind: 'sqlite' | 'postgres'; readonly url: Secret };
  readonly dataDir: string;
  readonly role: 'all' | 'gateway' | 'worker';
  readonly http: { readonly host: string; readonly port: number; readonly publicUrl?: string };
  /** Opens the owner's desk. Without it, the playground's own access does, unless others have that too. */
  readonly ownerToken?: Secret;
  /** Whom people contact for help, as public pages show it. */
  readonly support: { readonly url?: string; readonly email?: string };
  readonly metricsToken?: Secret;
  /** Where traces are sent. `headers` as in {@link headerPairs}. */
  readonly tracing?: { readonly endpoint: string; readonly headers?: Secret; readonly serviceName: string };
  /** Base64. `current` is absent if it is to be generated; see load-secret-key.ts. */
  readonly secretKey: { readonly current?: Secret; readonly previous?: Secret };
  readonly media: {
    readonly ffmpegPath?: string;
    readonly encodeConcurrency: number;
    readonly extraHosts: readonly string[];
    readonly maxAttachmentBytes: number;
    readonly maxAudioMs: number;
    readonly uploadLimitBytes: number;
  };
  readonly jobs: {
    readonly maxPerTenant: number;
    readonly maxPerMember: number;
    /** Of one member. */
    readonly maxWaiting: number;
    readonly retentionMs: number;
  };
  readonly owners: readonly string[];
  /** Who runs the bot, as the pages about privacy and terms name them. */
  readonly operator: { readonly name?: string; readonly contact?: string };
  readonly tenants: 'open' | 'approved';
  readonly limits: MoneyLimits;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** Settings that are valid but may be unintended. Whole sentences. */
  readonly warnings: readonly string[];
}
