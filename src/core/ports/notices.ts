import type { Action } from '../model/job/action.ts';
import type { NoticeChannel } from '../model/money/spending-rules.ts';

/**
 * A channel, or a person by direct message. `member` as in `origin.member`. A channel of a tenant names it, because
 * the bot may have other credentials with each.
 */
export type Recipient =
  | (NoticeChannel & { readonly tenant?: string })
  | { readonly platform: string; readonly member: string };

/** Returns the recipient for a member id as in `origin.member`, which begins with the platform. */
export function recipientOf(member: string): Recipient {
  return { platform: member.slice(0, member.indexOf(':')), member };
}

/** Sends messages unprompted, unrelated to any one job. */
export interface Notices {
  /**
   * Sends a message once, without pinging anyone and without retries.
   *
   * @param text final text, without markup.
   * @param actions buttons under it, where the platform shows them; none by default.
   * @throws {BotError} as `DeliveryAdapter.post`.
   */
  tell(to: Recipient, text: string, signal: AbortSignal, actions?: readonly Action[]): Promise<void>;
}
