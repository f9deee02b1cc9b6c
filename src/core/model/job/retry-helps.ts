import type { ErrorCode } from '../error-codes.ts';

/** What is wrong with the input itself. A file, text or sample of the member stays as it was sent. */
const INPUT = /^(?:file|text)-|^(?:source-gone|attachment-gone|sample-length)$/;

/** Checks whether the same job could end otherwise next time. It can't where its input is what failed. */
export function retryHelps(code: ErrorCode): boolean {
  return !INPUT.test(code);
}
