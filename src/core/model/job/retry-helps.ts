import type { ErrorCode } from '../error-codes.ts';

/** Failures caused by the input itself, which stays as it was sent. */
const INPUT = /^(?:file|text|audio-too)-|^(?:source-gone|attachment-gone|sample-length)$/;
/** Refusals by a limit, which applies until it is changed or resets. */
const LIMIT =
  /^(?:job-limit|limit-reached|link-debt|links-off|links-over-job-limit|personal-not-funded|spending-paused)$/;

/** Whether the same job could succeed on an immediate retry. It can't if its input or a limit is at fault. */
export function retryHelps(code: ErrorCode): boolean {
  return !INPUT.test(code) && !LIMIT.test(code);
}
