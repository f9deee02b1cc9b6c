import type { CollectedFile, EncodedFile, EncodedTrack, Picture, VoiceFile } from '../model/job/job-files.ts';
import type { Turn } from '../model/job/provider-job.ts';
import type { SourceTags } from '../model/job/title.ts';

/** The most that an upload may be. */
export interface UploadLimits {
  readonly maxMs: number;
  /** Of a rewritten file. */
  readonly maxBytes: number;
}

/** A measured audio file on disk. */
export type Sound = Pick<CollectedFile, 'path' | 'demuxer' | 'durationMs'>;

/** A file to upload, in which every reader finds the same audio. */
export interface PreparedUpload extends Sound {
  /** The real file extension, such as `wav`. */
  readonly extension: string;
  readonly mimeType: string;
  /** What the file says about itself, as it was written. */
  readonly tags: SourceTags;
}

/** A result to encode. */
export type PreparedResult = Sound;

/** One track to encode as M4A. */
export interface EncodeOrder {
  readonly input: CollectedFile;
  /** Folder that receives the files. */
  readonly folder: string;
  /** Without extension; made safe by the caller. Parts append ` (1 of 2)`. */
  readonly baseName: string;
  readonly tags: Omit<SourceTags, 'title'> & { readonly title: string; readonly stem: string };
  readonly maxFileBytes: number;
}

/** Tracks of one recording to mix into one file. */
export interface MixOrder {
  /** At least one M4A of the bot’s own, with its volume from 0 to 1. */
  readonly tracks: readonly (Pick<EncodedFile, 'path' | 'durationMs'> & { readonly volume: number })[];
  readonly title: string;
  readonly toPath: string;
}

/** The outcome of encoding one track. */
export type Encoded = Pick<EncodedTrack, 'files'>;

/** One row of the waveform picture. */
export interface Lane {
  readonly name: string;
  readonly durationMs: number;
  /** As in an encoded file. */
  readonly peaks: readonly number[];
}

/** Everything that runs ffmpeg, in one shared pool no larger than the number of cores. */
export interface Audio {
  /**
   * Looks at a file from a person and makes it ready to be uploaded. Its length is what decodes: all samples of
   * the stream that people hear, counted. An ordinary file is uploaded as it is. Of any other, with several
   * streams, appended recordings, an edit list, or in a format that AudioPod may not know, exactly what was
   * counted is written into a new file beside it. Placeholders for sizes are corrected in the file itself.
   *
   * This shows that ffmpeg works before anything is charged. Paid work never waits for it.
   *
   * @throws {BotError} `file-empty`, `file-is-playlist`, `file-not-audio`, `file-no-audio-stream`,
   *   `file-damaged`, `file-too-large`, `audio-too-long`, `audio-too-heavy`, `ffmpeg-missing`, `ffmpeg-failed`,
   *   `ffmpeg-timeout`, `disk-full`.
   */
  prepareUpload(path: string, limits: UploadLimits, signal: AbortSignal): Promise<PreparedUpload>;
  /**
   * Looks at one of AudioPod's results in the same way. Complete files of plain samples are only counted.
   *
   * @throws {BotError} as `prepareUpload`, but for the limits.
   */
  prepareResult(path: string, signal: AbortSignal): Promise<PreparedResult>;
  /**
   * Joins tracks into one WAV, without gaps.
   *
   * @throws {BotError} `ffmpeg-missing`, `ffmpeg-failed`, `ffmpeg-timeout`, `disk-full`.
   */
  join(sounds: readonly Sound[], toPath: string, signal: AbortSignal): Promise<Omit<CollectedFile, 'name'>>;
  /**
   * Reads the peaks of a track without encoding it, as in an encoded file. Empty if ffmpeg couldn't read
   * them.
   */
  peaks(sound: Sound, signal: AbortSignal): Promise<readonly number[]>;
  /**
   * Encodes a track as AAC-LC in M4A with the index in front, at the highest bitrate of the ladder that fits,
   * or else in numbered parts. Each file is verified to be complete and as long as its input.
   *
   * @throws {BotError} `ffmpeg-missing`, `ffmpeg-failed`, `ffmpeg-timeout`, `disk-full`.
   */
  encode(order: EncodeOrder, signal: AbortSignal): Promise<Encoded>;
  /**
   * Adds tracks up as they are heard together, and encodes the sum as AAC-LC in M4A at 160 kb/s, verified to be as
   * long as the longest. Nobody paid for that: like looking at uploads, it never holds up paid work.
   *
   * @returns the size in bytes.
   * @throws {BotError} `ffmpeg-missing`, `ffmpeg-failed`, `ffmpeg-timeout`, `disk-full`.
   */
  mix(order: MixOrder, signal: AbortSignal): Promise<number>;
  /**
   * Encodes a track as a voice message: Opus in Ogg, 48 kHz, one channel, verified complete. Returns
   * `undefined` if it can't be made: there is always a file to post instead.
   */
  encodeVoice(
    sound: Sound,
    toPath: string,
    signal: AbortSignal,
  ): Promise<Omit<VoiceFile, 'peaks'> | undefined>;
  /**
   * Draws one picture with a lane per track. `undefined` if that fails: a missing picture must not fail a
   * job.
   */
  waveform(lanes: readonly Lane[], toPath: string, signal: AbortSignal): Promise<Picture | undefined>;
  /** Draws who speaks when, one row per speaker. `undefined` as with {@link waveform}. */
  timeline(turns: readonly Turn[], toPath: string, signal: AbortSignal): Promise<Picture | undefined>;
}
