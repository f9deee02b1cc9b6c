import { type ErrorCode, isErrorCode } from './error-codes.ts';

/** What happened, in plain values. Kept with a failed job and handed to the words and to the log. */
export type ErrorFacts = Readonly<Record<string, string | number | boolean>>;

/** A failure as it is stored in a job record: enough to say it again in any language. */
export interface Failure {
  readonly code: ErrorCode;
  readonly facts: ErrorFacts;
}

/**
 * The one error family of the bot. `code` is stable and picks the words a person reads
 * (`error.<code>.what` and `error.<code>.next` in core/text); `facts` fill those words and the log;
 * `message` is for the operator. None of the three may hold a secret, a signed link or a member's text.
 */
export class BotError extends Error {
  override readonly name = 'BotError';
  readonly code: ErrorCode;
  readonly facts: ErrorFacts;

  constructor(code: ErrorCode, message: string, options: { facts?: ErrorFacts; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.facts = options.facts ?? {};
  }
}

/** Reduces any thrown value to what a job record keeps. Unknown errors become `internal`. */
export function toFailure(error: unknown): Failure {
  if (error instanceof BotError) return { code: error.code, facts: error.facts };
  return isDiskFull(error) ? { code: 'disk-full', facts: {} } : { code: 'internal', facts: {} };
}

/** Reads a failure back from a record; a code this release does not know becomes `internal`. */
export function failureFromRecord(code: string, facts: ErrorFacts): Failure {
  return isErrorCode(code) ? { code, facts } : { code: 'internal', facts };
}

function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code: unknown = 'code' in error ? error.code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT' || (error.cause !== undefined && isDiskFull(error.cause));
}
