import type { Action } from '../model/job/action.ts';
import type { OutgoingFile, VoiceFile } from '../model/job/job-files.ts';
import type { Origin } from '../model/job/origin.ts';

/** The limits of one message on a platform, for this origin. */
export interface PostLimits {
  readonly maxFileBytes: number;
  readonly maxFilesPerPost: number;
  /** For all files of one post together. */
  readonly maxPostBytes: number;
}

/** One message of an outcome. Texts are final, in the origin's language, without markup. */
export interface Post {
  /**
   * Identifies this message permanently. An adapter given the same key twice posts once, as far as it can.
   */
  readonly key: string;
  readonly jobId: string;
  /** Names the job's subject, for a message that only points to this one. */
  readonly title?: string;
  /**
   * Nothing was made. That concerns only the member, as long as nobody else has seen that the job runs.
   */
  readonly isRefusal?: true;
  readonly text: string;
  readonly files: readonly OutgoingFile[];
  readonly picture?: OutgoingFile;
  /** All words with their times as JSON, for a platform that shows them itself; others ignore it. */
  readonly transcript?: OutgoingFile;
  readonly actions: readonly Action[];
}

/** Whether this is the first message of an outcome, or its only one. */
export function isFirstOfOutcome({ key }: Pick<Post, 'key'>): boolean {
  return key.endsWith(':0');
}

/** Whether a file is a track of this post, and not the only one of the outcome as far as the post tells. */
export function isOneOfSeveral({ key, files }: Pick<Post, 'key' | 'files'>, fileName: string): boolean {
  const isTrack = files.some((file) => file.fileName === fileName);
  return isTrack && (files.length > 1 || !isFirstOfOutcome({ key }));
}

/** The limits of a voice message, for an origin. */
export interface VoiceLimits {
  readonly maxFileBytes: number;
  readonly maxDurationMs: number;
}

/** Audio posted as if recorded on the platform. A voice message can't carry anything else. */
export interface VoicePost extends VoiceFile {
  /** As in {@link Post}. */
  readonly key: string;
  readonly jobId: string;
}

/** Posts voice messages, on platforms that support them. */
export interface VoiceMessageAdapter {
  /** Returns the limits; `undefined` if none can be sent for this origin. */
  limits(origin: Origin): VoiceLimits | undefined;
  /**
   * Posts one and returns the platform's message id; `undefined` if the channel turns out not to accept voice
   * messages, so the audio must be posted as a file.
   *
   * @throws {BotError} `delivery-failed` or `bot-token-rejected` (worth another try).
   */
  post(origin: Origin, voice: VoicePost, signal: AbortSignal): Promise<string | undefined>;
}

/** The progress shown for a running job. */
export interface Progress {
  readonly jobId: string;
  readonly text: string;
  /** 0 to 100; absent while unknown. */
  readonly percent?: number;
  /** How long it probably takes yet, rounded up, which the text says too. */
  readonly secondsLeft?: number;
  readonly actions: readonly Action[];
  /** The version of the record that it shows. */
  readonly version: number;
}

/** What a process draws of a job last, before another may hold it. */
export type LastDrawing =
  /** The latest progress, unless it is drawn already. */
  | 'latest'
  /** The latest progress, and how to get the result if the message can't be edited until then. */
  | 'closing'
  /** Nothing: another process may hold the job. */
  | 'nothing';

/** Delivers text and files to where a request came from. One per platform. */
export interface DeliveryAdapter {
  limits(origin: Origin): PostLimits;
  /** Absent where the platform has no voice messages. */
  readonly voice?: VoiceMessageAdapter;
  /**
   * Checks, before money is spent, that the bot may post an outcome there.
   *
   * @throws {BotError} `cannot-deliver`, `bot-removed`, `bot-token-rejected` or `bot-scope-missing`, with how to fix
   *   it.
   */
  requireDeliverable(origin: Origin, signal: AbortSignal): Promise<void>;
  /**
   * Shows in public that a job runs, once AudioPod has it: until then its progress, and a refusal, are for the member
   * alone. Best effort. Absent where they are shown in one place from the start.
   *
   * @returns what replaces the origin's `reply`; `undefined` if it stays.
   */
  announce?(origin: Origin, progress: Progress, signal: AbortSignal): Promise<string | undefined>;
  /**
   * Shows a job's progress. Best effort: one may be lost. The adapter limits its own rate.
   *
   * @param isHeld whether this process holds the job. Checked right before each drawing: only the holder draws.
   */
  progress(origin: Origin, progress: Progress, isHeld: () => boolean): void;
  /**
   * Ends the progress of a job that this process lets go of. Never rejects. Once it resolves, no drawing is under
   * way and none will follow, so that the next holder's messages stay.
   */
  letGo(jobId: string, last: LastDrawing): Promise<void>;
  /** When the message with the progress can no longer be edited; absent, or `undefined`, if it always can. */
  closesAtMs?(origin: Origin): number | undefined;
  /**
   * Uploads a file that a later post of the job holds, and shows it to nobody before. Absent where that is
   * impossible. The post uploads it again if need be, so a failure loses nothing.
   */
  uploadAhead?(origin: Origin, jobId: string, file: OutgoingFile, signal: AbortSignal): Promise<void>;
  /**
   * Posts one message of the outcome and returns the platform's message id.
   *
   * @throws {BotError} `delivery-failed` or `bot-token-rejected` (worth another try), `cannot-deliver`,
   *   `delivery-filtered`, `message-refused`, `bot-removed`, `bot-scope-missing` or `uploads-refused` (final until a
   *   person acts), or
   *   `files-too-large-here` once {@link DeliveryAdapter.limits} returns less than before: the files are then
   *   encoded again, or `track-refused` with its name as `file`: the other files may be posted without it.
   */
  post(origin: Origin, post: Post, signal: AbortSignal): Promise<string>;
}
