import { type ErrorCode, isErrorCode } from './error-codes.ts';

/** The details of an error as plain values: stored with a failed job, used in its text and in the log. */
export type ErrorFacts = Readonly<Record<string, string | number | boolean>>;

/** A failure as stored in a job record: enough to show it again in any language. */
export interface Failure {
  readonly code: ErrorCode;
  readonly facts: ErrorFacts;
}

/**
 * The bot's error class.
 *
 * `code` is stable and selects the text people read (`error.<code>.what` and `error.<code>.next` in
 * core/text); `facts` fill in that text and the log; `message` is for the operator. None of the three may
 * contain a secret, a signed link or a member's text.
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

/** Reduces any thrown value to what a job record stores. Unknown errors become `internal`. */
export function toFailure(error: unknown): Failure {
  if (error instanceof BotError) return { code: error.code, facts: error.facts };
  return isDiskFull(error) ? { code: 'disk-full', facts: {} } : { code: 'internal', facts: {} };
}

/** Reads a failure from a record; a code this release doesn't know becomes `internal`. */
export function failureFromRecord(code: string, facts: ErrorFacts): Failure {
  return isErrorCode(code) ? { code, facts } : { code: 'internal', facts };
}

function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code: unknown = 'code' in error ? error.code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT' || (error.cause !== undefined && isDiskFull(error.cause));
}
