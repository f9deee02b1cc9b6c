import type { ErrorCode } from '../../model/error-codes.ts';
import type { StepName } from './next-stage.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Pauses before each further try, in milliseconds. When they are used up the failure stands. */
type Pauses = readonly number[];

const FETCHING: Pauses = [3 * SECOND, 15 * SECOND, MINUTE, 5 * MINUTE, 20 * MINUTE];
const POSTING: Pauses = [...FETCHING, HOUR];
/** For what only whoever runs the bot can mend: a key, a disk, a program that is missing. */
const OPERATOR: Pauses = [30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE];
const KEY: Pauses = [MINUTE, 5 * MINUTE, 20 * MINUTE, HOUR, 3 * HOUR];

/**
 * The one table that says which failures of a stage are tried again. A pause is stored with the job and outlives the
 * process; what is tried again within a stage goes through `retry`. Before submission little is: the person can ask
 * again for nothing. After it nearly everything is, because the result has been paid for; what is then given up
 * can still be had with `/jobs fetch`. Nothing here can submit twice: `submit` is only tried again after an
 * answer that proves that no job was made. Without the account book every step waits, see fail-stage.ts.
 */
const RETRIES: Partial<Record<StepName, Partial<Record<ErrorCode, Pauses>>>> = {
  input: { 'attachment-short': [2 * SECOND, 10 * SECOND] },
  submit: {
    // Nothing has left yet: it could not be proven that an outcome can be posted.
    'delivery-failed': [2 * SECOND, 10 * SECOND],
    'audiopod-busy': [15 * SECOND, MINUTE],
    'audiopod-unreachable': [5 * SECOND, 20 * SECOND],
  },
  // Failed reads are the watcher's own business, so only our own faults come here.
  watch: { internal: FETCHING, 'own-key-lost': KEY },
  collect: {
    'result-missing': FETCHING,
    // They may lag behind the job's end. But mostly nobody spoke, which is to be told soon.
    'result-wordless': FETCHING.slice(0, 2),
    'result-link-expired': FETCHING,
    'result-short': FETCHING,
    'result-damaged': FETCHING.slice(0, 3),
    'result-unreachable': FETCHING,
    'audiopod-busy': FETCHING,
    'audiopod-down': FETCHING,
    'audiopod-garbled': FETCHING,
    'audiopod-unreachable': FETCHING,
    // One may be a slip; a job that was deleted there is not coming back.
    'audiopod-not-found': FETCHING.slice(0, 3),
    'audiopod-unauthorized': KEY,
    'audiopod-forbidden': KEY,
    'own-key-lost': KEY,
    'ffmpeg-failed': [2 * SECOND],
    'ffmpeg-timeout': [30 * SECOND],
    'ffmpeg-missing': OPERATOR,
    'disk-full': OPERATOR,
    internal: FETCHING,
  },
  encode: {
    'ffmpeg-failed': [2 * SECOND],
    'ffmpeg-timeout': [30 * SECOND],
    'ffmpeg-missing': OPERATOR,
    'disk-full': OPERATOR,
    // Asked for the size that fits, a platform that is just not running here is no reason to drop the result.
    'cannot-deliver': POSTING,
    internal: FETCHING,
  },
  deliver: { 'delivery-failed': POSTING, 'disk-full': OPERATOR, internal: POSTING },
  recover: { 'delivery-failed': POSTING, internal: POSTING },
};

/** How long to wait before try number `attempt` (1 is the first repeat); `undefined` when there is none. */
export function pauseBefore(step: StepName, code: ErrorCode, attempt: number): number | undefined {
  return RETRIES[step]?.[code]?.[attempt - 1];
}
