import type { MicroDollars } from '../money/money.ts';
import type { ProviderOutput } from './job.ts';

/** One job at AudioPod, from any of its response formats (AudioPod API notes 1.5, 1.6, 13). */
export interface ProviderJob {
  /** Unique per service only. */
  readonly id: string;
  /** An unknown status counts as `processing` until a time limit. */
  readonly state: 'pending' | 'processing' | 'completed' | 'failed' | 'cancelled';
  /** 0 to 100; absent if the service reports none. */
  readonly progressPercent?: number;
  /** Usable links only; empty entries of the response are left out. */
  readonly outputs: readonly ProviderOutput[];
  /** AudioPod's own message for a failure. */
  readonly failureText?: string;
  /** Reserved for the job; becomes its cost. */
  readonly credits?: number;
  /** The service's estimate from before the job; never settle by it. */
  readonly estimatedCredits?: number;
  /** Length of the result (speech, music) or the input (all others), if reported. */
  readonly durationSeconds?: number;
  readonly qualityScores?: Readonly<Record<string, number>>;
  /** The name of the uploaded file, or the display name, as AudioPod stored it; contains our job id. */
  readonly inputName?: string;
  readonly createdAtMs?: number;
}

/** The response to a submission. */
export interface SubmittedJob {
  readonly id: string;
  readonly state: ProviderJob['state'];
  readonly creditsReserved?: number;
}

/** A voice that can speak text. */
export interface Voice {
  readonly id: string;
  readonly uuid?: string;
  /** The stable short name, accepted by the service as a path segment. */
  readonly name: string;
  readonly displayName: string;
  readonly description?: string;
  /** The job of this bot that cloned it, if the voice carries its id. */
  readonly jobId?: string;
  readonly languageCode?: string;
  readonly languageName?: string;
  readonly gender?: string;
  readonly isCustom: boolean;
}

/** One stem separation mode, as the service lists it. */
export interface StemModeInfo {
  readonly mode: string;
  readonly description?: string;
  readonly stemCount?: number;
}

/** The operator's wallet at AudioPod. */
export interface Balance {
  readonly balance: MicroDollars;
  readonly totalSpent?: MicroDollars;
  readonly lowBalanceWarning: boolean;
}

/** The service's own price for a length of audio. */
export interface CostEstimate {
  readonly cost: MicroDollars;
  readonly ratePerMinute?: MicroDollars;
}

/** Published wallet prices by service type name, such as `stem_extraction`. */
export type Pricing = Readonly<Record<string, { readonly ratePerMinute: MicroDollars }>>;

/** One line of the wallet's history. */
export interface UsageEntry {
  readonly serviceType: string;
  readonly amount: MicroDollars;
  readonly durationMinutes?: number;
  readonly createdAtMs?: number;
}

/** A music genre, as the service lists it. */
export interface GenrePreset {
  readonly name: string;
  /** The prompt it represents. */
  readonly prompt?: string;
}

/** One word of a transcript. */
export interface SpokenWord {
  readonly word: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** One sentence or so of a transcript. */
export interface Segment {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly text: string;
  /** AudioPod's label, such as `SPEAKER_00`. */
  readonly speaker?: string;
  readonly words?: readonly SpokenWord[];
}

/** A transcript in order of time. Several recordings follow each other, each with its own times. */
export interface Transcript {
  readonly language?: string;
  readonly durationSeconds?: number;
  readonly segments: readonly Segment[];
  /** Made up by the sandbox, which recognizes only its own speech. Never false. */
  readonly isSample?: true;
}

/** Who speaks when, in order of time. */
export interface Diarization extends Pick<Transcript, 'isSample'> {
  readonly turns: readonly Turn[];
}

/** A stretch in which one person speaks. */
export interface Turn {
  /** AudioPod's label, such as `SPEAKER_00`; `?` if it couldn't identify the speaker. */
  readonly speaker: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly text?: string;
}
