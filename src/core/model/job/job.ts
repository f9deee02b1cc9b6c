import type { Failure } from '../errors.ts';
import type { ScopeName } from '../money/counter.ts';
import type { ActualCost, Money, Quote } from '../money/job-money.ts';
import type { MicroDollars } from '../money/money.ts';
import type { Service } from '../service.ts';
import type { HistoryEntry } from './history.ts';
import type { DocumentFile, EncodedFile, MissingTrack, Picture, Track, VoiceFile } from './job-files.ts';
import type { Origin } from './origin.ts';
import type { JobRequest } from './request.ts';
import type { SourceTags } from './title.ts';

/** The fetched input, before any money moves. What the request already contains is not repeated. */
export type Input =
  /** Read from a text file. */
  | {
      readonly kind: 'text';
      readonly text: string;
      /** What the file was encoded in, if not UTF-8; the result says so. */
      readonly encoding?: string;
    }
  | {
      readonly kind: 'file';
      /** Inside the job's temp folder; gone once the job is submitted. */
      readonly path: string;
      readonly durationMs: number;
      readonly sizeBytes: number;
      /** The real file extension, detected from the bytes, such as `wav`. */
      readonly extension: string;
      readonly mimeType: string;
      /** Its loudness over time, as in `Encoded`; present if the result is shown next to it. */
      readonly peaks?: readonly number[];
      /** What the recording says about itself, made safe to show. */
      readonly tags?: SourceTags;
    };

/** The state of the work. A terminal stage is `encoded`, `failed` or `cancelled`. */
export type Work =
  /** Queued: the tenant's or the member's jobs in flight are at their limit. */
  | { readonly stage: 'received' }
  /** The attachment is being fetched and measured. */
  | { readonly stage: 'input'; readonly isProviderDown?: true }
  /** Priced; money may be reserved. */
  | { readonly stage: 'quoted'; readonly isProviderDown?: true }
  /** Waits for the requester to confirm the price. Meanwhile it takes no queue slot and reserves no money. */
  | {
      readonly stage: 'confirming';
      readonly sinceMs: number;
      /** What the job would leave of the tightest limit; absent if there is no limit. */
      readonly left?: { readonly scope: ScopeName; readonly amount: MicroDollars };
    }
  /** About to be submitted, or possibly submitted. At start-up it means the response was never seen. */
  | {
      readonly stage: 'submitting';
      readonly sinceMs: number;
      /** The member was notified that this may have been charged. */
      readonly told?: true;
    }
  | {
      readonly stage: 'watching';
      readonly isKeyRefused?: true;
      /** When it took longer than such work should, and the member was told. It takes no queue slot since. */
      readonly lateSinceMs?: number;
    }
  /** AudioPod finished; what is posted is being made of the result, or still has to be. */
  | {
      readonly stage: 'completed';
      readonly isKeyRefused?: true;
      readonly isProviderDown?: true;
      /** One track was tried long enough: the others are taken without it. */
      readonly takesPart?: true;
      /** All tracks of the result, in the order they are posted; absent until the first one arrives. */
      readonly tracks?: readonly Track[];
    }
  | {
      readonly stage: 'encoded';
      readonly files: readonly EncodedFile[];
      readonly documents: readonly DocumentFile[];
      /**
       * Posted instead of the single file; dropped once the channel turns out not to accept voice messages.
       */
      readonly voice?: VoiceFile;
      readonly picture?: Picture;
      /** The first lines of the transcript, for the message itself. */
      readonly excerpt?: string;
      /** All words with their times, for a platform that shows them itself. Absent in records of earlier releases. */
      readonly transcript?: DocumentFile;
      /** The number of speakers, for the message itself. */
      readonly speakers?: number;
      /** Tracks that could not be fetched, made or posted. Empty if absent. */
      readonly missing?: readonly MissingTrack[];
      /** The text is a sample: the sandbox recognizes only its own speech. Never false. */
      readonly isSample?: true;
    }
  | { readonly stage: 'failed'; readonly failure: Failure }
  | {
      readonly stage: 'cancelled';
      /** The price was not confirmed in time. Absent if the member canceled. */
      readonly reason?: 'not-confirmed';
    };

/** A delivered message. `receipt` is opaque: the adapter's own id of the message. */
export interface PostedBatch {
  /** Identifies one batch permanently, so that a repeat after a crash is recognized. */
  readonly key: string;
  readonly receipt: string;
}

/**
 * The state of the delivery of the outcome, good or bad.
 *
 * `round` counts how often the whole outcome was requested, so that getting it again is not mistaken for a
 * repeat.
 */
export type Delivery =
  | { readonly state: 'none' }
  | { readonly state: 'pending'; readonly round: number }
  | { readonly state: 'partial'; readonly round: number; readonly posted: readonly PostedBatch[] }
  | {
      readonly state: 'done';
      readonly round: number;
      readonly posted: readonly PostedBatch[];
      readonly atMs: number;
    }
  | {
      readonly state: 'undeliverable';
      readonly round: number;
      readonly failure: Failure;
      readonly atMs: number;
    };

/** One audio file AudioPod offers for download. Links are signed and short-lived; never log them. */
export interface ProviderOutput {
  readonly name: string;
  readonly url: string;
}

/** One job submitted to AudioPod. Long speech has several, one after the other. */
export interface Submission {
  readonly service: Service;
  /** AudioPod's id, unique per service only. */
  readonly providerId: string;
  readonly submittedAtMs: number;
  readonly state: 'watching' | 'completed' | 'failed' | 'cancelled';
  /** AudioPod's own figures, once terminal. */
  readonly credits?: number;
  readonly durationSeconds?: number;
  readonly outputs?: readonly ProviderOutput[];
  readonly qualityScores?: Readonly<Record<string, number>>;
  /**
   * Present once completed and known; see {@link isCostOpen}. Absent for a provider retry, which costs nothing.
   */
  readonly cost?: ActualCost;
}

/** The record of one request, from the command to the posted result. Stored in SQL; see core/store. */
export interface Job {
  readonly id: string;
  /** Incremented by every save; a save with an old version is refused. */
  readonly version: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly origin: Origin;
  readonly request: JobRequest;
  /** The name shown to people: the song's title or the first words, already sanitized. */
  readonly title: string;
  readonly work: Work;
  readonly money: Money;
  readonly delivery: Delivery;
  readonly submissions: readonly Submission[];
  /**
   * The tenant's own AudioPod key used for every call of this job, chosen when its money is reserved. Absent
   * for the operator's.
   */
  readonly keyId?: string;
  /** Absent until fetched, and if there is nothing to fetch. */
  readonly input?: Input;
  readonly quote?: Quote;
  /** The highest price the member confirmed. A higher one needs another confirmation. */
  readonly confirmed?: MicroDollars;
  /** Consecutive failed tries of the current step; reset to 0 by every step that succeeds. */
  readonly attempt: number;
  /** The member asked to cancel: nothing more is submitted, and AudioPod is asked to stop. */
  readonly cancelRequested?: boolean;
  /** The latest job that retries this one. */
  readonly retriedAs?: string;
  /**
   * AudioPod's id of the failed job this one retries there; removed once AudioPod refuses. See
   * provider-retry.ts.
   */
  readonly remakes?: string;
  /** Its contents were removed at the member's request; see redact-job.ts. Never false. */
  readonly erased?: true;
  /**
   * When its record was restored from a backup. It may have been submitted after the backup was made, so from then
   * on it is never submitted; see core/jobs/engine/run-job.ts.
   */
  readonly restoredAtMs?: number;
  /** Nothing works on it, because every run failed; see job-row.ts. No part of the record. Never false. */
  readonly isParked?: true;
  /** Made with the sandbox, which never charges anything. Never false. */
  readonly isSimulated?: true;
  readonly history: readonly HistoryEntry[];
}

/** Whether the job waits for AudioPod to respond at all. */
export function isProviderDown(work: Work): boolean {
  return 'isProviderDown' in work && work.isProviderDown === true;
}

/** Whether AudioPod rejects the key, so that the job can't be watched and its result can't be downloaded. */
export function isKeyRefused(work: Work): boolean {
  return (work.stage === 'watching' || work.stage === 'completed') && work.isKeyRefused === true;
}

/**
 * Whether AudioPod finished the job, and only the length of its result can tell the cost: nobody knows how long
 * the audio behind a link is. Its money is settled when the result is measured, at the latest when the work ends.
 */
export function isCostOpen({ money, submissions, remakes }: Job): boolean {
  if (remakes !== undefined || (money.state !== 'held' && money.state !== 'in-doubt')) return false;
  return submissions.some(({ state, cost }) => state === 'completed' && cost === undefined);
}

/** Whether no track of a result is still to be downloaded, so that its length is known. */
export function isFetched(tracks: readonly Track[]): boolean {
  return tracks.every(({ state }) => state !== 'awaited');
}

/** Whether the work has an outcome, good or bad. */
export function isWorkOver(work: Work): boolean {
  return work.stage === 'encoded' || work.stage === 'failed' || work.stage === 'cancelled';
}

/** Whether nothing is left to do: work over, money decided, outcome delivered or undeliverable. */
export function isJobOver(job: Job): boolean {
  return (
    isWorkOver(job.work) &&
    job.money.state !== 'held' &&
    job.money.state !== 'in-doubt' &&
    (job.delivery.state === 'done' || job.delivery.state === 'undeliverable')
  );
}
