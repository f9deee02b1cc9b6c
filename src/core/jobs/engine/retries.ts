import type { ErrorCode } from '../../model/error-codes.ts';
import type { StepName } from './next-stage.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Pauses before each retry, in milliseconds. When they are used up, the failure is final. */
type Pauses = readonly number[];

const FETCHING: Pauses = [3 * SECOND, 15 * SECOND, MINUTE, 5 * MINUTE, 20 * MINUTE];
const POSTING: Pauses = [...FETCHING, HOUR];
/** For what only the bot owner can fix: a key, a disk, a missing program. */
const OPERATOR: Pauses = [30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE];
/** A rejection may be a fault of the platform, or last until the bot owner acts. */
const TOKEN: Pauses = [...POSTING, 3 * HOUR];
const KEY: Pauses = [MINUTE, 5 * MINUTE, 20 * MINUTE, HOUR, 3 * HOUR];

/**
 * Lists which failures of a stage are retried, and after how long. A pause is stored with the job and
 * outlives the process; retries within a stage use `retry`. Before submission little is retried: the member
 * can ask again for free. After it nearly everything is, because the result has been paid for; once retries
 * are used up, `/jobs fetch` can still get the result. Nothing here can submit twice: `submit` is only
 * retried after a response that proves that no job was created. Without the ledger every step waits, see
 * fail-stage.ts.
 */
const RETRIES: Partial<Record<StepName, Partial<Record<ErrorCode, Pauses>>>> = {
  input: { 'attachment-short': [2 * SECOND, 10 * SECOND] },
  submit: {
    // Nothing has been sent yet: the bot could not verify that it can post an outcome.
    'delivery-failed': [2 * SECOND, 10 * SECOND],
    'audiopod-busy': [15 * SECOND, MINUTE],
    'audiopod-unreachable': [5 * SECOND, 20 * SECOND],
  },
  // The watcher handles failed reads itself, so only internal faults get here.
  watch: { internal: FETCHING, 'own-key-lost': KEY },
  // Whether AudioPod was told to stop is looked up again, so that asking twice does no harm.
  withdraw: {
    'audiopod-busy': FETCHING,
    'audiopod-down': FETCHING,
    'audiopod-garbled': FETCHING,
    'audiopod-unreachable': FETCHING,
    'audiopod-unauthorized': KEY,
    'audiopod-forbidden': KEY,
    'own-key-lost': KEY,
    internal: FETCHING,
  },
  collect: {
    'result-missing': FETCHING,
    // Words may lag behind the job's end. But mostly nobody spoke, which the member should learn soon.
    'result-wordless': FETCHING.slice(0, 2),
    'result-link-expired': FETCHING,
    'result-short': FETCHING,
    'result-cut': FETCHING.slice(0, 3),
    'result-damaged': FETCHING.slice(0, 3),
    'result-unreachable': FETCHING,
    'audiopod-busy': FETCHING,
    'audiopod-down': FETCHING,
    'audiopod-garbled': FETCHING,
    'audiopod-unreachable': FETCHING,
    // One may be a glitch; a job that was deleted at AudioPod does not come back.
    'audiopod-not-found': FETCHING.slice(0, 3),
    'audiopod-unauthorized': KEY,
    'audiopod-forbidden': KEY,
    'own-key-lost': KEY,
    'ffmpeg-failed': [2 * SECOND],
    'ffmpeg-timeout': [30 * SECOND],
    'ffmpeg-missing': OPERATOR,
    'disk-full': OPERATOR,
    // After encoding for the right size, a platform that is just not running in this process is no reason to
    // drop the result.
    'cannot-deliver': POSTING,
    internal: FETCHING,
  },
  deliver: {
    'bot-token-rejected': TOKEN,
    'delivery-failed': POSTING,
    'disk-full': OPERATOR,
    internal: POSTING,
  },
  recover: { 'delivery-failed': POSTING, internal: POSTING },
};

/** Returns the wait before retry number `attempt` (from 1); `undefined` when there is none. */
export function pauseBefore(step: StepName, code: ErrorCode, attempt: number): number | undefined {
  return RETRIES[step]?.[code]?.[attempt - 1];
}
