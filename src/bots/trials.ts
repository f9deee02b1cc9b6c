import type { Action } from '../core/model/job/action.ts';
import type { OutgoingFile } from '../core/model/job/job-files.ts';

/** Posts a message with buttons of the bot, for the operator to press. Throws {@link NotPosted}. */
export type PostButtons = (
  message: { readonly text: string; readonly actions: readonly Action[] },
  signal: AbortSignal,
) => Promise<PostedButtons>;

/** The message as it stands in the channel. */
export interface PostedButtons {
  /** Removes it. Never rejects; returns whether it's gone. */
  remove(): Promise<boolean>;
}

/** Posts a file, which stays. Throws {@link NotPosted}. */
export type PostFile = (text: string, file: OutgoingFile, signal: AbortSignal) => Promise<void>;

/** The platform refused a message. The error's message is a fact for the bot owner. */
export class NotPosted extends Error {
  override readonly name = 'NotPosted';
}
