import type { ReplyPlace } from './first-response.ts';
import type { InteractionAddress } from './interaction-header.ts';

/** Outcome of an acknowledgement. */
export type Acknowledgement =
  /** The member sees it, and perhaps which message the reply will be is known. */
  | { readonly kind: 'shown'; readonly messageId?: string }
  /** Another process, or this one before, has acknowledged the interaction. */
  | { readonly kind: 'elsewhere' }
  /** Discord refused: the member sees no acknowledgement, but that the interaction failed. */
  | { readonly kind: 'refused' }
  /** Discord did not respond. */
  | { readonly kind: 'unknown' };

/**
 * Shows "is thinking" in a message, or, in place, that the button was pressed. An interaction must not be worked on
 * unless that is shown.
 */
export type Acknowledge = (to: InteractionAddress, reply: ReplyPlace) => Promise<Acknowledgement>;
