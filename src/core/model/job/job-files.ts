/** One sound as AudioPod made it, fetched and proven whole. `path` is inside the job's temp folder. */
export interface CollectedFile {
  /** The stem's name, or `speech`. */
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly durationMs: number;
  /** ffmpeg demuxer forced when the file is read again. */
  readonly demuxer: string;
}

/** One m4a ready to post. `path` is inside the undelivered folder and survives restarts. */
export interface EncodedFile {
  readonly name: string;
  /** 1-based; above 1 only when a sound had to be split to fit the platform's limit. */
  readonly part: number;
  readonly parts: number;
  readonly path: string;
  /** `<title>-<stem>.m4a`, safe on every platform. */
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly durationMs: number;
  readonly bitrateKbps: number;
}

/** A sound as chat programs exchange voice messages. `path` is inside the undelivered folder and survives restarts. */
export interface VoiceFile {
  /** Opus in Ogg, 48 kHz, one channel. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly durationMs: number;
  /** The loudest sample of each of many equal stretches, 0 to 1. Empty when ffmpeg could not tell. */
  readonly peaks: readonly number[];
}

/** What was said, as AudioPod made it. `path` is inside the job's temp folder. */
export type CollectedTranscript =
  /** `documentPath` is the transcript in the form that was asked for. */
  | { readonly kind: 'transcript'; readonly path: string; readonly documentPath: string }
  | { readonly kind: 'turns'; readonly path: string };

/** A text file ready to post. `path` is inside the undelivered folder and survives restarts. */
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
  /** What a screen reader says, or a player shows. */
  readonly title: string;
}
