import type { CollectedFile, EncodedFile, Picture, VoiceFile } from '../model/job/job-files.ts';
import type { Turn } from '../model/job/provider-job.ts';

/** What a file really is, by its bytes. */
export interface SniffedAudio {
  readonly extension: string;
  readonly mimeType: string;
  /** The one ffmpeg demuxer that may read it. */
  readonly demuxer: string;
}

/** What a full decode of the first audio stream found. */
export interface Measured {
  readonly durationMs: number;
}

/** A sound on disk that was measured. */
export type Sound = Pick<CollectedFile, 'path' | 'demuxer' | 'durationMs'>;

/** One sound to turn into m4a. */
export interface EncodeOrder {
  readonly input: CollectedFile;
  /** Folder that receives the files. */
  readonly folder: string;
  /** Without extension; made safe by the caller. Parts append ` (1 of 2)`. */
  readonly baseName: string;
  readonly tags: { readonly title: string; readonly stem: string };
  readonly maxFileBytes: number;
}

/** What became of one sound. */
export interface Encoded {
  /** One, or its numbered parts. */
  readonly files: readonly EncodedFile[];
  /** The loudest sample of each of many equal stretches, 0 to 1. Empty when ffmpeg could not tell. */
  readonly peaks: readonly number[];
}

/** One row of the waveform picture. */
export interface Lane {
  readonly name: string;
  readonly durationMs: number;
  /** As `Encoded` has them. */
  readonly peaks: readonly number[];
}

/** Everything that runs ffmpeg. One pool, no wider than the cores, shared by all callers. */
export interface Audio {
  /**
   * @throws {BotError} `file-empty`, `file-is-playlist`, `file-not-audio`.
   */
  sniff(path: string): Promise<SniffedAudio>;
  /**
   * Decodes the whole file, so that a truncated or broken one is noticed.
   *
   * @throws {BotError} `file-no-audio-stream`, `file-damaged`, `ffmpeg-missing`, `ffmpeg-failed`,
   *   `ffmpeg-timeout`.
   */
  measure(path: string, demuxer: string, signal: AbortSignal): Promise<Measured>;
  /**
   * The same for what AudioPod made, where plain samples that are all there are only counted. What people send is run
   * through ffmpeg in any case, which shows before anything is charged that ffmpeg works.
   *
   * @throws {BotError} as `measure`.
   */
  measureResult(path: string, demuxer: string, signal: AbortSignal): Promise<Measured>;
  /**
   * Puts sounds one behind the other into one WAV, with no gap between them.
   *
   * @throws {BotError} `ffmpeg-missing`, `ffmpeg-failed`, `ffmpeg-timeout`, `disk-full`.
   */
  join(sounds: readonly Sound[], toPath: string, signal: AbortSignal): Promise<Omit<CollectedFile, 'name'>>;
  /** As `Encoded` has them, of a sound that is not encoded. Empty when ffmpeg could not tell. */
  peaks(sound: Sound, signal: AbortSignal): Promise<readonly number[]>;
  /**
   * AAC-LC in m4a, index in front, at the best bitrate of the ladder that fits; else numbered parts. Each
   * is proven whole and as long as what went in.
   *
   * @throws {BotError} `ffmpeg-missing`, `ffmpeg-failed`, `ffmpeg-timeout`, `disk-full`.
   */
  encode(order: EncodeOrder, signal: AbortSignal): Promise<Encoded>;
  /**
   * The sound as a voice message: Opus in Ogg, 48 kHz, one channel, proven whole. `undefined` when it could not be made:
   * there is always a file to post instead.
   */
  encodeVoice(
    sound: Sound,
    toPath: string,
    signal: AbortSignal,
  ): Promise<Omit<VoiceFile, 'peaks'> | undefined>;
  /** One picture with a lane per sound. `undefined` when it could not be drawn: a picture is never worth a failure. */
  waveform(lanes: readonly Lane[], toPath: string, signal: AbortSignal): Promise<Picture | undefined>;
  /** Who speaks when, a row for each. `undefined` as with {@link waveform}. */
  timeline(turns: readonly Turn[], toPath: string, signal: AbortSignal): Promise<Picture | undefined>;
}
