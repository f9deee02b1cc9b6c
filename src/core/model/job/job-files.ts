import type { Failure } from '../errors.ts';

/**
 * One audio file as AudioPod made it, downloaded and verified complete. `path` is in the job's temp folder.
 */
export interface CollectedFile {
  /** The stem's name, or `speech`. */
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly durationMs: number;
  /** The ffmpeg demuxer forced when the file is read again. */
  readonly demuxer: string;
}

/** What the bot has of one track of a finished job's result. */
export type Track =
  /** Still to be downloaded. */
  | { readonly state: 'awaited'; readonly name: string }
  | ({ readonly state: 'fetched' } & CollectedFile)
  /** Ready to post; what was downloaded is removed. */
  | ({ readonly state: 'encoded' } & EncodedTrack)
  /** Given up, and the others are posted without it. */
  | ({ readonly state: 'missing' } & Pick<MissingTrack, 'name' | 'failure'>);

/** One track as it is posted. */
export interface EncodedTrack {
  readonly name: string;
  readonly durationMs: number;
  /** One, or its numbered parts. */
  readonly files: readonly EncodedFile[];
}

/** One track of a result that is not posted with the others, and why. */
export interface MissingTrack {
  readonly name: string;
  readonly failure: Failure;
  /** The message of the outcome, from 0, whose platform refused the file; absent if there was no file. */
  readonly message?: number;
}

/** One M4A file ready to post. `path` is in the undelivered folder and survives restarts. */
export interface EncodedFile {
  readonly name: string;
  /** 1-based; above 1 only if a track was split to fit the platform's limit. */
  readonly part: number;
  readonly parts: number;
  readonly path: string;
  /** `<stem> - <title>.m4a`, safe on every platform. */
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly durationMs: number;
  readonly bitrateKbps: number;
  /**
   * The loudest sample of each of many equal stretches, 0 to 1. Empty if ffmpeg couldn't read them; absent in records
   * of releases that didn't keep them.
   */
  readonly peaks?: readonly number[];
}

/** A voice message ready to post. `path` is in the undelivered folder and survives restarts. */
export interface VoiceFile {
  /** Opus in Ogg, 48 kHz, one channel. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly durationMs: number;
  /** The loudest sample of each of many equal stretches, 0 to 1. Empty if ffmpeg couldn't read them. */
  readonly peaks: readonly number[];
}

/** A text file ready to post. `path` is in the undelivered folder and survives restarts. */
export interface DocumentFile {
  readonly path: string;
  readonly fileName: string;
  readonly mimeType: string;
  readonly sizeBytes: number;
}

/** One picture for the whole result: waveforms, or who speaks when. */
export interface Picture {
  readonly path: string;
  readonly sizeBytes: number;
}

/** A file on disk to be attached. */
export interface OutgoingFile {
  readonly path: string;
  readonly fileName: string;
  readonly mimeType: string;
  readonly sizeBytes: number;
  /** Shown by players. Describes a picture. */
  readonly title: string;
  /** What is heard or read in it, for screen readers, where `title` only names it. At most 1,000 characters. */
  readonly alt?: string;
}
