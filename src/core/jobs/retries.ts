import type { ErrorCode } from '../text/error-codes.ts';
import type { StepName } from './next-step.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Pauses before each further try, in milliseconds. When they are used up the failure stands. */
type Pauses = readonly number[];

const FETCHING: Pauses = [3 * SECOND, 15 * SECOND, MINUTE, 5 * MINUTE, 20 * MINUTE];
const POSTING: Pauses = [3 * SECOND, 15 * SECOND, MINUTE, 5 * MINUTE, 20 * MINUTE, 60 * MINUTE];
const DISK: Pauses = [30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE];

/**
 * The one place that says which failures are tried again. Before submission little is: the person can ask
 * again for nothing. After it nearly everything is, because the result has been paid for. Nothing here can
 * submit twice: `submit` is only tried again after an answer that proves that no job was made.
 */
const RETRIES: Partial<Record<StepName, Partial<Record<ErrorCode, Pauses>>>> = {
  input: { 'attachment-short': [2 * SECOND, 10 * SECOND] },
  reserve: { 'delivery-failed': [2 * SECOND, 10 * SECOND] },
  submit: { 'audiopod-busy': [15 * SECOND, MINUTE], 'audiopod-unreachable': [5 * SECOND, 20 * SECOND] },
  watch: {
    'audiopod-busy': FETCHING,
    'audiopod-down': FETCHING,
    'audiopod-unreachable': FETCHING,
  },
  collect: {
    'result-missing': FETCHING,
    'result-link-expired': FETCHING,
    'result-short': FETCHING,
    'result-damaged': FETCHING.slice(0, 3),
    'result-unreachable': FETCHING,
    'audiopod-busy': FETCHING,
    'audiopod-down': FETCHING,
    'audiopod-garbled': FETCHING,
    'audiopod-unreachable': FETCHING,
    'ffmpeg-timeout': [30 * SECOND],
    'disk-full': DISK,
  },
  encode: { 'ffmpeg-failed': [2 * SECOND], 'ffmpeg-timeout': [30 * SECOND], 'disk-full': DISK },
  deliver: { 'delivery-failed': POSTING, internal: POSTING },
  recover: { 'delivery-failed': POSTING, internal: POSTING },
};

/** How long to wait before try number `attempt` (1 is the first repeat); `undefined` when there is none. */
export function pauseBefore(step: StepName, code: ErrorCode, attempt: number): number | undefined {
  // The account book comes back or it does not; either way no money may move without it.
  if (code === 'ledger-unavailable') return 5 * SECOND;
  return RETRIES[step]?.[code]?.[attempt - 1];
}
