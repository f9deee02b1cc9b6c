import { errors } from 'undici';
import { DeadlineError } from '../../async/deadline.ts';
import { retryAfterMs } from '../../async/retry.ts';
import type { ErrorCode } from '../../model/error-codes.ts';
import { AnswerTooLargeError } from '../../net/read-text.ts';
import { AudioPodError, type Outcome } from './audiopod-error.ts';
import { readErrorBody } from './error-body.ts';

/** An error response. */
export interface BadResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** The failed request. `route` is a template, so it contains no ids. */
export interface FailedCall {
  readonly route: string;
  readonly charged: boolean;
  /** Whether a tenant connected the key. */
  readonly ownKey?: boolean | undefined;
}

const CODES: Readonly<Record<number, ErrorCode>> = {
  401: 'audiopod-unauthorized',
  402: 'audiopod-balance',
  403: 'audiopod-forbidden',
  404: 'audiopod-not-found',
  405: 'audiopod-not-offered',
  // A gateway's "your request took too long to arrive": transient, like a 5xx, but no job was created.
  408: 'audiopod-down',
  410: 'audiopod-not-found',
  413: 'audiopod-too-large',
  429: 'audiopod-busy',
};
const REQUEST_ID = /^[\w.:-]{1,128}$/;

/** Translates a response outside 200 to 299 (AudioPod API notes 9). Never throws. */
export function translateAnswer(answer: BadResponse, call: FailedCall, nowMs: number): AudioPodError {
  const { status } = answer;
  const body = readErrorBody(answer.text);
  const requestId = answer.headers['x-request-id'];
  const message =
    status < 400
      ? `AudioPod redirects ${call.route} to where the key must not go (${status}); check AUDIOPOD_BASE_URL`
      : `AudioPod answered ${status} to ${call.route}`;
  return new AudioPodError(codeFor(status, body.code), message, {
    outcome: outcomeOf(status, call.charged),
    status,
    providerCode: body.code,
    requestId: typeof requestId === 'string' && REQUEST_ID.test(requestId) ? requestId : undefined,
    requiredCents: body.requiredCents,
    availableCents: body.availableCents,
    ownKey: call.ownKey,
    retryAfterMs: retryAfterMs(answer.headers['retry-after'], nowMs) ?? retryAfterMs(body.retryAfter, nowMs),
    providerMessage: body.message,
  });
}

/**
 * Translates a request without a complete response.
 *
 * @param written whether any byte of the request may have left this machine.
 */
export function translateFailure(error: unknown, call: FailedCall, written: boolean): AudioPodError {
  const outcome: Outcome = call.charged && written ? 'unknown' : 'refused';
  if (isNonsense(error)) {
    return new AudioPodError('audiopod-garbled', `The answer to ${call.route} cannot be read`, {
      outcome,
      cause: error,
    });
  }
  const why = error instanceof DeadlineError ? 'in time' : 'to the end';
  return new AudioPodError('audiopod-unreachable', `${call.route} was not answered ${why}`, {
    outcome,
    cause: error,
  });
}

/** Creates the error for a good status with an invalid body; whether it was charged is unknown. */
export function garbledAnswer(call: FailedCall, status: number, where: string): AudioPodError {
  return new AudioPodError('audiopod-garbled', `The answer to ${call.route} makes no sense: ${where}`, {
    outcome: call.charged ? 'unknown' : 'refused',
    status,
  });
}

function codeFor(status: number, providerCode: string | undefined): ErrorCode {
  // Sent with 402 for features of a paid plan: topping up the wallet would not help (notes 9.1).
  if (status === 402 && providerCode?.toUpperCase() === 'PREMIUM_TIER_REQUIRED') return 'audiopod-forbidden';
  if (status >= 500) return 'audiopod-down';
  if (status < 400) return 'audiopod-garbled';
  return CODES[status] ?? 'audiopod-rejected';
}

/** Only 4xx and a redirect that keeps the method (307, 308) prove that the request was not processed. */
function outcomeOf(status: number, charged: boolean): Outcome {
  const refused = (status >= 400 && status < 500) || status === 307 || status === 308;
  return refused || !charged ? 'refused' : 'unknown';
}

function isNonsense(error: unknown): boolean {
  return error instanceof AnswerTooLargeError || error instanceof errors.HTTPParserError;
}
