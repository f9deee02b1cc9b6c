import type { ErrorCode } from '../../../core/model/error-codes.ts';
import { BotError } from '../../../core/model/errors.ts';
import type { DiscordRefusal, Trouble } from '../rest/discord-refusal.ts';

const CODES: Partial<Record<Trouble, ErrorCode>> = {
  later: 'delivery-failed',
  unauthorized: 'bot-token-rejected',
  filtered: 'delivery-filtered',
  malformed: 'message-refused',
};

/** Converts a refusal into the error that jobs handle. `what` is for the operator. */
export function asDeliveryError(refusal: DiscordRefusal, what: string): BotError {
  return new BotError(CODES[refusal.trouble] ?? 'cannot-deliver', what, { cause: refusal });
}

/** Whether a refusal is of every message, wherever it goes. */
export function refusesEverywhere({ trouble }: DiscordRefusal): boolean {
  return trouble === 'later' || trouble === 'unauthorized';
}
