import type { Place } from '../model/money/spending-rules.ts';

/** A channel, or a person in private. `member` as in `origin.member`. */
export type Recipient = Place | { readonly platform: string; readonly member: string };

/** Somebody by the name that origins have for them, which begins with their platform. */
export function recipientOf(member: string): Recipient {
  return { platform: member.slice(0, member.indexOf(':')), member };
}

/** What the bot says of its own accord, apart from any job. */
export interface Notices {
  /**
   * Says it once. Nobody is pinged by it, and it is not tried again.
   *
   * @param text final words, without markup.
   * @throws {BotError} `cannot-deliver` or `delivery-failed`.
   */
  tell(to: Recipient, text: string, signal: AbortSignal): Promise<void>;
}
