import type { FaultRuleInput } from '../../../../sandbox/faults/fault.ts';
import { BotError } from '../../../../src/core/model/errors.ts';
import type { StageName } from '../../../../src/core/model/job/stages.ts';

/** One thing that goes wrong during one job. */
export interface FailureRow {
  readonly stage: StageName;
  /** What happens, as an operator would say it. */
  readonly what: string;
  readonly asks: 'speech' | 'stems' | 'transcript';
  /** How long the recording is; 1 by default. */
  readonly seconds?: number;
  /** What AudioPod does. */
  readonly faults?: readonly FaultRuleInput[];
  /** What the platform answers instead of posting, and how often. */
  readonly refusal?: { readonly error: BotError; readonly times: number };
}

const LASTING = 'lasting';
const status = (code: number, more: { readonly when?: 'after'; readonly retryAfterSeconds?: number } = {}) =>
  ({ kind: 'status', status: code, ...more }) as const;

/** Failures of the request that submits a job: AudioPod answers, or its answer is lost. */
const SUBMISSION: readonly FailureRow[] = [
  ...[400, 402, 403, 413, 422].map(
    (code): FailureRow => ({
      stage: 'submit',
      what: `AudioPod refuses with ${code}`,
      asks: 'stems',
      faults: [{ on: 'stems.submit', times: LASTING, fault: status(code) }],
    }),
  ),
  {
    stage: 'submit',
    what: 'AudioPod rejects the key (401)',
    asks: 'stems',
    faults: [{ on: 'stems.submit', times: LASTING, fault: status(401) }],
  },
  {
    stage: 'submit',
    what: 'AudioPod asks to wait once (429)',
    asks: 'speech',
    faults: [{ on: 'voice.submit', fault: status(429, { retryAfterSeconds: 2 }) }],
  },
  {
    stage: 'submit',
    what: 'AudioPod asks to wait again and again (429)',
    asks: 'speech',
    faults: [{ on: 'voice.submit', times: LASTING, fault: status(429, { retryAfterSeconds: 2 }) }],
  },
  ...(['before', 'after'] as const).flatMap((when): readonly FailureRow[] => [
    {
      stage: 'submit',
      what: `the connection breaks ${when === 'before' ? 'before AudioPod took the job' : 'after AudioPod took the job'}`,
      asks: 'stems',
      faults: [{ on: 'stems.submit', fault: { kind: 'drop', when } }],
    },
    {
      stage: 'submit',
      what: `AudioPod fails (500) ${when === 'before' ? 'and took nothing' : 'after it took the job'}`,
      asks: 'stems',
      faults: [{ on: 'stems.submit', fault: { kind: 'status', status: 500, when } }],
    },
    {
      stage: 'submit',
      what: `the connection breaks ${when === 'before' ? 'before AudioPod took speech' : 'after AudioPod took speech'}, which has no list to find it in`,
      asks: 'speech',
      faults: [{ on: 'voice.submit', fault: { kind: 'drop', when } }],
    },
  ]),
  {
    stage: 'submit',
    what: 'AudioPod takes the job and answers with something unreadable',
    asks: 'stems',
    faults: [{ on: 'stems.submit', fault: { kind: 'garbage' } }],
  },
];

/** Failures while AudioPod works. */
const WORK: readonly FailureRow[] = [
  {
    stage: 'watch',
    what: 'the job fails at AudioPod',
    asks: 'stems',
    faults: [{ on: 'stems', fault: { kind: 'fail' } }],
  },
  {
    stage: 'watch',
    what: 'speech fails at AudioPod',
    asks: 'speech',
    faults: [{ on: 'voice', fault: { kind: 'fail' } }],
  },
  {
    stage: 'watch',
    what: 'AudioPod can’t be reached for a while',
    asks: 'speech',
    faults: [{ on: 'voice.status', times: 4, fault: { kind: 'drop' } }],
  },
  {
    stage: 'watch',
    what: 'AudioPod fails for a while (503)',
    asks: 'speech',
    faults: [{ on: 'voice.status', times: 4, fault: status(503) }],
  },
  {
    stage: 'watch',
    what: 'the job is no longer there (404)',
    asks: 'speech',
    faults: [{ on: 'voice.status', times: LASTING, fault: status(404) }],
  },
  {
    stage: 'watch',
    what: 'AudioPod names a state nobody knows',
    asks: 'stems',
    faults: [{ on: 'stems', fault: { kind: 'unknown-status' } }],
  },
];

/** Results that are not as they should be. */
const RESULTS: readonly FailureRow[] = [
  {
    stage: 'collect',
    what: 'the links have expired once',
    asks: 'stems',
    faults: [{ on: 'stems', fault: { kind: 'expired-links' } }],
  },
  {
    stage: 'collect',
    what: 'the finished job names no file',
    asks: 'speech',
    faults: [{ on: 'voice', times: LASTING, fault: { kind: 'no-url' } }],
  },
  {
    stage: 'collect',
    what: 'one stem is missing for good',
    asks: 'stems',
    faults: [{ on: 'stems', times: LASTING, fault: { kind: 'missing-stem' } }],
  },
  {
    stage: 'collect',
    what: 'one stem is empty for good',
    asks: 'stems',
    faults: [{ on: 'stems', times: LASTING, fault: { kind: 'empty-stem' } }],
  },
  {
    stage: 'collect',
    what: 'the download breaks off once',
    asks: 'speech',
    faults: [{ on: 'files.download', fault: { kind: 'truncate' } }],
  },
  {
    stage: 'collect',
    what: 'the download breaks off every time',
    asks: 'speech',
    faults: [{ on: 'files.download', times: LASTING, fault: { kind: 'truncate' } }],
  },
  {
    stage: 'collect',
    what: 'the file host fails every time (503)',
    asks: 'speech',
    faults: [{ on: 'files.download', times: LASTING, fault: status(503) }],
  },
  {
    stage: 'collect',
    what: 'the audio is damaged',
    asks: 'speech',
    faults: [{ on: 'voice', fault: { kind: 'damaged-audio' } }],
  },
  {
    stage: 'collect',
    what: 'the audio ends too early',
    asks: 'speech',
    faults: [{ on: 'voice', fault: { kind: 'damaged-audio', how: 'cut' } }],
  },
  {
    stage: 'collect',
    what: 'one stem ends too early',
    asks: 'stems',
    seconds: 4,
    faults: [{ on: 'stems', fault: { kind: 'damaged-audio', how: 'cut', stem: 'vocals' } }],
  },
  {
    stage: 'collect',
    what: 'the transcript comes inside JSON',
    asks: 'transcript',
    faults: [{ on: 'transcription.transcript', fault: { kind: 'wrapped-text' } }],
  },
];

const busy = new BotError('delivery-failed', 'The platform fails');
const closed = new BotError('cannot-deliver', 'The channel is closed', {
  facts: { missing: 'Send Messages' },
});

/** What any platform may answer to the finished message; the codes behind it are in the tables below. */
const DELIVERY: readonly FailureRow[] = [
  {
    stage: 'deliver',
    what: 'the platform fails twice',
    asks: 'speech',
    refusal: { error: busy, times: 2 },
  },
  {
    stage: 'deliver',
    what: 'the platform fails every time',
    asks: 'speech',
    refusal: { error: busy, times: 1_000 },
  },
  {
    stage: 'deliver',
    what: 'the channel is closed to the bot',
    asks: 'speech',
    refusal: { error: closed, times: 1 },
  },
];

/** Everything that goes wrong, in the order of a job. */
export const ROWS: readonly FailureRow[] = [...SUBMISSION, ...WORK, ...RESULTS, ...DELIVERY];
