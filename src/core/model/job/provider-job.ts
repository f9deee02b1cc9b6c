import type { MicroDollars } from '../money/money.ts';
import type { ProviderOutput } from './job.ts';

/** One job at AudioPod, whichever dialect the answer spoke (audiopod-api sections 1.5, 1.6, 13). */
export interface ProviderJob {
  /** Unique per service only. */
  readonly id: string;
  /** An unknown status counts as `processing` until a time limit. */
  readonly state: 'pending' | 'processing' | 'completed' | 'failed' | 'cancelled';
  /** 0 to 100, absent when the service does not say. */
  readonly progressPercent?: number;
  /** Usable links only; empty entries of the answer are left out. */
  readonly outputs: readonly ProviderOutput[];
  /** AudioPod's own words for a failure. */
  readonly failureText?: string;
  /** Reserved for the job, which becomes what it cost. */
  readonly credits?: number;
  /** What the service thought beforehand that the job would take: no figure to settle by. */
  readonly estimatedCredits?: number;
  /** Length of what was made (speech, music) or worked on (anything else), when reported. */
  readonly durationSeconds?: number;
  readonly qualityScores?: Readonly<Record<string, number>>;
  /** The name of the uploaded file, or the display name, as AudioPod kept it; carries our job id. */
  readonly inputName?: string;
  readonly createdAtMs?: number;
}

/** The answer to a submit. */
export interface SubmittedJob {
  readonly id: string;
  readonly state: ProviderJob['state'];
  readonly creditsReserved?: number;
}

/** A voice speech can be made with. */
export interface Voice {
  readonly id: string;
  readonly uuid?: string;
  /** The stable short name, accepted by the service as a path segment. */
  readonly name: string;
  readonly displayName: string;
  readonly description?: string;
  /** The job of this bot that had it made, where the voice says so. */
  readonly jobId?: string;
  readonly languageCode?: string;
  readonly languageName?: string;
  readonly gender?: string;
  readonly isCustom: boolean;
}

/** One way to take a song apart, as the service lists it. */
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

/** A genre that music can be asked for, as the service lists it. */
export interface GenrePreset {
  readonly name: string;
  /** What it stands for, in the words of a prompt. */
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

/** What was said, in order of time; of several recordings one after the other, each with times of its own. */
export interface Transcript {
  readonly language?: string;
  readonly durationSeconds?: number;
  readonly segments: readonly Segment[];
}

/** A stretch in which one person speaks. */
export interface Turn {
  /** AudioPod's label, such as `SPEAKER_00`; `?` where it could not tell. */
  readonly speaker: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly text?: string;
}
