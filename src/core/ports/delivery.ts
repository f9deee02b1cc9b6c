import type { Action } from '../model/job/action.ts';
import type { OutgoingFile, VoiceFile } from '../model/job/job-files.ts';
import type { Origin } from '../model/job/origin.ts';

/** What fits into one message of a platform, for this origin. */
export interface PostLimits {
  readonly maxFileBytes: number;
  readonly maxFilesPerPost: number;
  /** The sum of all files of one post. */
  readonly maxPostBytes: number;
}

/** One message of an outcome. Texts are final words in the origin's language, without markup. */
export interface Post {
  /** Names this message for ever. A adapter asked twice for one key posts once, as far as it can. */
  readonly key: string;
  readonly jobId: string;
  readonly text: string;
  readonly files: readonly OutgoingFile[];
  readonly picture?: OutgoingFile;
  readonly actions: readonly Action[];
}

/** What a voice message may be, for an origin. */
export interface VoiceLimits {
  readonly maxFileBytes: number;
  readonly maxDurationMs: number;
}

/** A sound that is posted as if it had been spoken into the platform. Nothing can stand beside it. */
export interface VoicePost extends VoiceFile {
  /** As that of a {@link Post}. */
  readonly key: string;
  readonly jobId: string;
}

/** The way to post voice messages, where a platform has them. */
export interface VoiceMessageAdapter {
  /** `undefined` where none can be sent from this origin. */
  limits(origin: Origin): VoiceLimits | undefined;
  /**
   * Posts one and answers with the platform's id of it; `undefined` when the place takes none after all, and the
   * sound has to be posted as a file.
   *
   * @throws {BotError} `delivery-failed` (worth another try).
   */
  post(origin: Origin, voice: VoicePost, signal: AbortSignal): Promise<string | undefined>;
}

/** What a person watching a job sees. */
export interface Progress {
  readonly jobId: string;
  readonly text: string;
  /** 0 to 100; absent while nothing is known. */
  readonly percent?: number;
  readonly actions: readonly Action[];
}

/** Brings words and files back to where a request came from. Each adapter is one. */
export interface DeliveryAdapter {
  limits(origin: Origin): PostLimits;
  /** Absent where the platform has no voice messages. */
  readonly voice?: VoiceMessageAdapter;
  /**
   * Checks, before money is spent, that the bot may post an outcome there.
   *
   * @throws {BotError} `cannot-deliver`, saying how to mend it.
   */
  requireDeliverable(origin: Origin, signal: AbortSignal): Promise<void>;
  /** Shows how far a job is. Best effort: losing one loses nothing. The adapter paces itself. */
  progress(origin: Origin, progress: Progress): void;
  /**
   * Posts one message of the outcome and answers with the platform's id of it.
   *
   * @throws {BotError} `delivery-failed` (worth another try), `cannot-deliver` (final), or
   *   `files-too-large-here` once {@link DeliveryAdapter.limits} says less than before: the files are then made anew.
   */
  post(origin: Origin, post: Post, signal: AbortSignal): Promise<string>;
}
