import { ApiError } from '../http/api-error.ts';
import type { FaultOf } from './fault.ts';

/** The usual code, text and body shape of a refusal, by status (AudioPod API notes 9.1, 9.2). */
const USUAL = new Map<number, { code: string; text: string; shape: NonNullable<FaultOf<'status'>['shape']> }>(
  [
    [400, { code: 'invalid_parameters', text: 'Invalid parameters', shape: 'A' }],
    [401, { code: 'unauthorized', text: 'Invalid API key', shape: 'A' }],
    [402, { code: 'insufficient_api_balance', text: 'Insufficient API wallet balance.', shape: 'D' }],
    [403, { code: 'forbidden', text: 'This key may not do that', shape: 'C' }],
    [404, { code: 'not_found', text: 'Not Found', shape: 'A' }],
    [405, { code: 'method_not_allowed', text: 'Method Not Allowed', shape: 'A' }],
    [410, { code: 'gone', text: 'The source has expired', shape: 'A' }],
    [413, { code: 'file_too_large', text: 'The file is too large.', shape: 'E' }],
    [422, { code: 'validation_error', text: 'Field required', shape: 'B' }],
    [429, { code: 'rate_limit_exceeded', text: 'Too many requests', shape: 'F' }],
    [500, { code: 'system_error', text: 'Internal Server Error', shape: 'F' }],
  ],
);

/** Returns the refusal that a `status` fault represents. */
export function faultAnswer(fault: FaultOf<'status'>): ApiError {
  const headers =
    fault.retryAfterSeconds === undefined ? {} : { 'Retry-After': String(fault.retryAfterSeconds) };
  return new ApiError(fault.status, fault.body ?? bodyOf(fault), headers);
}

function bodyOf({ status, shape, retryAfterSeconds }: FaultOf<'status'>): unknown {
  const usual = USUAL.get(status) ?? { code: 'system_error', text: 'Service unavailable', shape: 'A' };
  const { code, text } = usual;
  switch (shape ?? usual.shape) {
    case 'B':
      return { detail: [{ loc: ['body'], msg: text, type: 'missing' }] };
    case 'C':
      return { detail: { code, action: text } };
    case 'D':
      return { error: code, message: text, required_cents: 30, available_cents: 5 };
    case 'E':
      return { error_code: code, message: text, details: status === 413 ? { max_size_mb: 250 } : {} };
    case 'F':
      return { error: { code, message: text, details: {}, retry_after: retryAfterSeconds ?? null } };
    case 'G':
      return { error: { message: text, type: code, param: null } };
    default:
      return { detail: text };
  }
}
