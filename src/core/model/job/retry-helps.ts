import type { ErrorCode } from '../error-codes.ts';

/** Failures caused by the input itself, which stays as it was sent. */
const INPUT = /^(?:file|text)-|^(?:source-gone|attachment-gone|sample-length)$/;

/** Whether the same job could succeed on a retry. It can't if its input is at fault. */
export function retryHelps(code: ErrorCode): boolean {
  return !INPUT.test(code);
}
