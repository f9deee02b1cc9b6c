import type { FirstResponse } from './first-response.ts';
import type { Interaction } from './interaction.ts';

/** That "is thinking" is shown, with the message that the answer will be, where Discord said so. */
export type Deferred = Extract<FirstResponse, { readonly kind: 'deferred' }> & {
  readonly messageId?: string;
};

/** An interaction, and its first response: given already where it is deferred, otherwise still to be given. */
export interface Arrived extends Interaction {
  readonly first: Deferred | Exclude<FirstResponse, { readonly kind: 'deferred' }>;
}

/** What the gateway's thread sends to the program, besides what the library sends by itself. */
export type News =
  | ({ readonly kind: 'interaction' } & Arrived)
  /** A message that names the bot. */
  | { readonly kind: 'message'; readonly payload: unknown; readonly botId: string }
  /** The first connection of a shard failed, for the reason the library gives. */
  | { readonly kind: 'not-connected'; readonly reason: string }
  /** A line for the log. */
  | {
      readonly kind: 'line';
      readonly level: 'info' | 'warn';
      readonly fields: Readonly<Record<string, unknown>>;
      readonly event: string;
    };
