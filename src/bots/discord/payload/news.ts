import type { MessagePort } from 'node:worker_threads';
import type { FirstResponse } from './first-response.ts';
import type { Interaction } from './interaction.ts';

/** An acknowledgement that was shown, with the reply's future message if Discord named it. */
export type Deferred = Extract<FirstResponse, { readonly kind: 'deferred' }> & {
  readonly messageId?: string;
  /** How long after the member’s act, by Discord’s clock and this computer’s. */
  readonly afterMs?: number;
};

/** An interaction and its first response: already given if deferred, otherwise still due. */
export interface Arrived extends Interaction {
  readonly first: Deferred | Exclude<FirstResponse, { readonly kind: 'deferred' }>;
}

/** What the gateway's thread sends to the main thread, besides the library's own messages. */
export type News =
  /** Before the first that arrives: where to say which interactions are recorded. */
  | { readonly kind: 'answers'; readonly port: MessagePort }
  /** An interaction about to be acknowledged, as JSON. The acknowledgement waits until it is recorded. */
  | { readonly kind: 'arriving'; readonly id: string; readonly payload: string }
  /** An interaction that was not acknowledged. Nobody waits for it unless another process may have done it. */
  | { readonly kind: 'dropped'; readonly id: string; readonly isOver: boolean }
  | ({ readonly kind: 'interaction' } & Arrived)
  /** A message that names the bot, or that someone sent to it directly. */
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
