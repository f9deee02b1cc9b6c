import type { HistoryEntry } from '../../model/job/history.ts';
import type { Job, PostedBatch, Submission } from '../../model/job/job.ts';
import type { Money, Quote } from '../../model/money/job-money.ts';
import type { JobDetail } from '../../ports/overview/job-overview.ts';

/** What bot owners see of a job's record: ids, moments, money and codes. Nothing that a person wrote or named. */
export interface JobFacts {
  readonly channel: string;
  readonly visibility: Job['origin']['visibility'];
  readonly ownKey: boolean;
  readonly isSimulated: boolean;
  readonly isCancelRequested: boolean;
  /** Consecutive failed tries of the current step. */
  readonly attempt: number;
  readonly quote?: Pick<Quote, 'amount' | 'seconds'>;
  readonly money: Pick<Money, 'state'> & {
    readonly basis?: string;
    /** Since when the charge is unconfirmed. */
    readonly sinceMs?: number;
  };
  readonly submissions: readonly Pick<
    Submission,
    'service' | 'providerId' | 'state' | 'submittedAtMs' | 'credits' | 'durationSeconds'
  >[];
  readonly delivery: {
    readonly state: string;
    readonly atMs?: number;
    readonly posted: readonly PostedBatch[];
  };
  readonly retriedAs?: string;
  readonly restoredAtMs?: number;
  readonly history: readonly HistoryEntry[];
}

/** Returns the facts of a job's record; `undefined` if it can't be read. */
export function factsOf({ job }: Pick<JobDetail, 'job'>): JobFacts | undefined {
  if (job === undefined) return undefined;
  const { origin, quote, money, delivery, retriedAs, restoredAtMs } = job;
  return {
    channel: origin.channel,
    visibility: origin.visibility,
    ownKey: job.keyId !== undefined,
    isSimulated: job.isSimulated === true,
    isCancelRequested: job.cancelRequested === true,
    attempt: job.attempt,
    ...(quote && {
      quote: { amount: quote.amount, ...(quote.seconds !== undefined && { seconds: quote.seconds }) },
    }),
    money: {
      state: money.state,
      ...(money.state === 'settled' && { basis: money.basis }),
      ...(money.state === 'in-doubt' && { sinceMs: money.sinceMs }),
    },
    submissions: job.submissions.map(submissionFacts),
    delivery: {
      state: delivery.state,
      ...('atMs' in delivery && { atMs: delivery.atMs }),
      posted: 'posted' in delivery ? delivery.posted : [],
    },
    ...(retriedAs !== undefined && { retriedAs }),
    ...(restoredAtMs !== undefined && { restoredAtMs }),
    history: job.history,
  };
}

/** Leaves out the signed links and the scores, which are named after tracks. */
function submissionFacts(submission: Submission): JobFacts['submissions'][number] {
  const { service, providerId, state, submittedAtMs, credits, durationSeconds } = submission;
  return {
    service,
    providerId,
    state,
    submittedAtMs,
    ...(credits !== undefined && { credits }),
    ...(durationSeconds !== undefined && { durationSeconds }),
  };
}
