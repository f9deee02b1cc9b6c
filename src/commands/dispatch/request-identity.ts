import { BotError } from '../../core/model/errors.ts';
import type { Action } from '../../core/model/job/action.ts';

/** Which request this is. */
export interface RequestIdentity {
  /** The same however often the request arrives, and another one for every other request. */
  readonly id: string;
  /** Whether an earlier process began with it and was interrupted: nobody knows how far it came. */
  readonly isRepeat: boolean;
}

/**
 * Checks that a request may be carried on. One that starts a job may, because the same request is the same job.
 * Others may have had their effect already, and the setting may have been changed again since.
 *
 * @throws {BotError} `request-interrupted`.
 */
export function requireRepeatable(startsJob: boolean, identity: RequestIdentity | undefined): void {
  if (identity?.isRepeat !== true || startsJob) return;
  throw new BotError('request-interrupted', 'The request was interrupted, and may not be repeated');
}

/** Whether pressing a button twice is the same as pressing it once. */
export function isRepeatablePress({ kind }: Action): boolean {
  return kind !== 'fetch' && kind !== 'raise';
}
