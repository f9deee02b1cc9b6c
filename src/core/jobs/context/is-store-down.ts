import { BotError } from '../../model/errors.ts';

/** Whether the database didn't respond. What was asked of it may have been done. */
export function isStoreDown(error: unknown): error is BotError {
  return error instanceof BotError && error.code === 'ledger-unavailable';
}
