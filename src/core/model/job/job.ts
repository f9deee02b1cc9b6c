import type { Failure } from '../errors.ts';
import type { ScopeName } from '../money/counter.ts';
import type { SettlementBasis } from '../money/ledger.ts';
import type { MicroDollars } from '../money/money.ts';
import type { Service } from '../service.ts';
import type {
  CollectedFile,
  CollectedTranscript,
  DocumentFile,
  EncodedFile,
  Picture,
  VoiceFile,
} from './job-files.ts';
import type { Origin } from './origin.ts';
import type { AttachmentRef, JobRequest, ResultRef } from './request.ts';

/** What was fetched to work on, before any money moved. What the request itself says is not repeated. */
export type Input =
  /** Read from a text file. */
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'file';
      /** Inside the job's temp folder; gone once the job is submitted. */
      readonly path: string;
      readonly durationMs: number;
      readonly sizeBytes: number;
      /** The real file extension by its bytes, such as `wav`. */
      readonly extension: string;
      readonly mimeType: string;
      /** How loud it was over time, where the result is shown beside it. As `Encoded` has them. */
      readonly peaks?: readonly number[];
    };

/** The life of the work. A terminal stage is `encoded`, `failed` or `cancelled`. */
export type Work =
  /** In line: the tenant's or the member's jobs in flight are at their limit. */
  | { readonly stage: 'received' }
  /** Fetching and measuring what was attached. */
  | { readonly stage: 'input' }
  /** Priced; money may be reserved. */
  | { readonly stage: 'quoted' }
  /** Costs so much that whoever asked has to agree first. It takes no place and holds no money meanwhile. */
  | {
      readonly stage: 'confirming';
      readonly sinceMs: number;
      /** What would then be left of the limit that has the least left; absent where there is no limit. */
      readonly left?: { readonly scope: ScopeName; readonly amount: MicroDollars };
    }
  /** About to be, or possibly, submitted. Found at start-up, it means that the answer was never seen. */
  | {
      readonly stage: 'submitting';
      readonly sinceMs: number;
      /** The person was told that this may have been charged. */
      readonly told?: true;
    }
  | { readonly stage: 'watching'; readonly isKeyRefused?: true }
  /** AudioPod finished; results are being, or have to be, fetched. */
  | { readonly stage: 'completed'; readonly isKeyRefused?: true }
  | {
      readonly stage: 'collected';
      readonly files: readonly CollectedFile[];
      readonly words?: CollectedTranscript;
    }
  | {
      readonly stage: 'encoded';
      readonly files: readonly EncodedFile[];
      readonly documents: readonly DocumentFile[];
      /** Posted in the place of the one file there is; gone once the place turns out to take none. */
      readonly voice?: VoiceFile;
      readonly picture?: Picture;
      /** The first lines of what was said, for the message itself. */
      readonly excerpt?: string;
      /** How many people speak, for the message itself. */
      readonly speakers?: number;
    }
  | { readonly stage: 'failed'; readonly failure: Failure }
  | {
      readonly stage: 'cancelled';
      /** Nobody agreed to the price in time. Absent when the member stopped it. */
      readonly reason?: 'not-confirmed';
    };

/** What something cost, and how that is known. */
export interface ActualCost {
  readonly amount: MicroDollars;
  readonly basis: SettlementBasis;
}

/** The life of the money. Settled when AudioPod's job is terminal, not when the result is delivered. */
export type Money =
  | { readonly state: 'none' }
  | { readonly state: 'held'; readonly reservation: string; readonly amount: MicroDollars }
  /** Nobody knows whether AudioPod charged. Counts against every limit until it is known. */
  | {
      readonly state: 'in-doubt';
      readonly reservation: string;
      readonly amount: MicroDollars;
      readonly sinceMs: number;
    }
  | {
      readonly state: 'settled';
      readonly reservation: string;
      readonly amount: MicroDollars;
      readonly basis: SettlementBasis;
      /** By how much that is more than was set aside. */
      readonly overshoot?: MicroDollars;
    }
  | {
      readonly state: 'released';
      readonly reservation: string;
      readonly amount: MicroDollars;
      /** Nobody knows whether AudioPod charged; an owner let it go. */
      readonly forgiven?: true;
    };

/** A message that reached the person. `receipt` is opaque: the adapter's own id of the message. */
export interface PostedBatch {
  /** Names one batch for ever, so that a repeat after a crash can be recognised. */
  readonly key: string;
  readonly receipt: string;
}

/**
 * The life of the delivery of the outcome, whatever the outcome is. `round` counts how often the whole
 * outcome was asked for, so that fetching it again is not mistaken for a repeat.
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

/** One sound AudioPod offers for download. Links are signed and short-lived; never log them. */
export interface ProviderOutput {
  readonly name: string;
  readonly url: string;
}

/** One job at AudioPod. Long speech has several, one after the other. */
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
  /** What it cost, once completed. */
  readonly cost?: ActualCost;
}

/** One line of a job's short history: which life changed to what. */
export interface HistoryEntry {
  readonly atMs: number;
  readonly event: string;
}

/** The upper bound of what a job can cost, and how it was reached. */
export interface Quote {
  readonly amount: MicroDollars;
  /** Seconds the price assumes; absent when the length of a url is unknown. */
  readonly seconds?: number;
  /** The price of a minute that it was made with; absent in quotes from before prices were read from AudioPod. */
  readonly perMinute?: MicroDollars;
}

/** The record of one request, from the command to the posted result. SQL holds it; see core/store. */
export interface Job {
  readonly id: string;
  /** Raised by one with every save; a save with an old version is refused. */
  readonly version: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly origin: Origin;
  readonly request: JobRequest;
  /** What people see as the name of the work: the song's or the first words' title, already made safe. */
  readonly title: string;
  readonly work: Work;
  readonly money: Money;
  readonly delivery: Delivery;
  readonly submissions: readonly Submission[];
  /**
   * The tenant's own AudioPod key that everything of this job is done with, decided when its money is reserved. Absent
   * for the operator's.
   */
  readonly keyId?: string;
  /** Absent until it is fetched, and where {@link toFetch} finds nothing. */
  readonly input?: Input;
  readonly quote?: Quote;
  /** The highest price the member agreed to. What costs more is asked about again. */
  readonly confirmed?: MicroDollars;
  /** Failed tries of the present step in a row; back to 0 with every step that succeeds. */
  readonly attempt: number;
  /** The member asked to stop; honoured where it still saves money. */
  readonly cancelRequested?: boolean;
  /** The latest job that asks the same again. */
  readonly retriedAs?: string;
  /** AudioPod's id of the failed job that this one has made again there; gone once it refused to. See provider-retry.ts. */
  readonly remakes?: string;
  /** Its contents were taken away at the member's wish; see redact-job.ts. Never false. */
  readonly erased?: true;
  /** Made with the sandbox, which never charges anything. Never false. */
  readonly isSimulated?: true;
  readonly history: readonly HistoryEntry[];
}

/** Returns what has to be fetched before the job can be priced. Nothing where the request says it all. */
export function toFetch({
  request,
  remakes,
}: Pick<Job, 'request' | 'remakes'>): AttachmentRef | ResultRef | undefined {
  const source = request.service === 'speech' ? request.text : request.source;
  // AudioPod still has what it failed to work on.
  if (remakes !== undefined || source === undefined) return undefined;
  return source.kind === 'attachment' || source.kind === 'result' ? source : undefined;
}

/** True while AudioPod refuses the key, so that what it made, or is making, can be neither seen nor fetched. */
export function isKeyRefused(work: Work): boolean {
  return (work.stage === 'watching' || work.stage === 'completed') && work.isKeyRefused === true;
}

/** True once the work has an outcome, good or bad. */
export function isWorkOver(work: Work): boolean {
  return work.stage === 'encoded' || work.stage === 'failed' || work.stage === 'cancelled';
}

/** True once nothing is left to do: the work is over, the money decided, the outcome delivered or given up. */
export function isJobOver(job: Job): boolean {
  return (
    isWorkOver(job.work) &&
    job.money.state !== 'held' &&
    job.money.state !== 'in-doubt' &&
    (job.delivery.state === 'done' || job.delivery.state === 'undeliverable')
  );
}
