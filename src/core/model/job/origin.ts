import type { Locale } from '../locale.ts';

/** Where a request came from and where its outcome must go: all that another process needs to finish it. */
export interface Origin {
  /**
   * The adapter that received it, such as `web`. Core uses it to pick the adapter and never branches on it.
   */
  readonly platform: string;
  /** Who pays: a server, a workspace or a single member. Prefixed with the platform. */
  readonly tenant: string;
  /** The tenant is a single member, who spends the operator's budget for individuals. */
  readonly personal?: true;
  readonly channel: string;
  readonly thread?: string;
  /** The requester. Prefixed with the platform. */
  readonly member: string;
  readonly locale: Locale;
  /** Only the member sees a private job's progress, result, prompts and buttons. */
  readonly visibility: 'public' | 'private';
  /** Opaque to core: what the adapter stored to reply later. */
  readonly reply: string;
}
