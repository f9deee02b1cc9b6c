import type { Locale } from '../locale.ts';

/** Where a request came from and where its outcome must go. Enough for any process to finish the job. */
export interface Origin {
  /** The adapter that received it, for example `web`. Picks the adapter; core never branches on it. */
  readonly platform: string;
  /** Who pays: a server, a workspace, or a member on their own. Prefixed with the platform. */
  readonly tenant: string;
  /** The tenant is the member alone, who spends what the operator sets aside for people on their own. */
  readonly personal?: true;
  readonly channel: string;
  readonly thread?: string;
  /** The person who asked. Prefixed with the platform. */
  readonly member: string;
  readonly locale: Locale;
  /** A private job's progress, result, prompts and buttons are seen by the member alone. */
  readonly visibility: 'public' | 'private';
  /** Opaque to core: whatever the adapter needs to answer later, as it wrote it. */
  readonly reply: string;
}
