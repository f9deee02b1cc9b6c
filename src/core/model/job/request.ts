import type { Consent } from './voice-clone.ts';

/** A member's attachment. `ref` is opaque: only the adapter that created it can open it. */
export interface AttachmentRef {
  readonly kind: 'attachment';
  readonly ref: string;
  /** The original file name. For display and titles; never trusted for the type. */
  readonly name: string;
  readonly sizeBytes?: number;
}

/** A web address a member typed. The bot never fetches it; AudioPod does. */
export interface UrlRef {
  readonly kind: 'url';
  readonly url: string;
}

/** A track from an earlier job. It is read from AudioPod again, so no upload is needed. */
export interface ResultRef {
  readonly kind: 'result';
  readonly jobId: string;
  /** Which of its tracks, such as `vocals`. */
  readonly output: string;
  /** The name shown to people. */
  readonly name: string;
}

/** The audio a job works on. */
export type AudioSource = AttachmentRef | UrlRef | ResultRef;

/** Several addresses that become one transcript. */
export interface UrlsRef {
  readonly kind: 'urls';
  readonly urls: readonly string[];
}

/** Stem separation modes (AudioPod API notes 3.1). */
export const STEM_MODES = ['single', 'two', 'four', 'six', 'producer', 'studio', 'mastering'] as const;
export type StemMode = (typeof STEM_MODES)[number];

/** The stems that `single` can isolate. */
export const SINGLE_STEMS = ['vocals', 'drums', 'bass', 'guitar', 'piano', 'other'] as const;
export type SingleStem = (typeof SINGLE_STEMS)[number];

/** Turns text into speech. */
export interface SpeechRequest {
  readonly service: 'speech';
  readonly text: { readonly kind: 'inline'; readonly text: string } | AttachmentRef;
  /** `id` goes into the service's path: uuid, id or name. `name` is shown to people. */
  readonly voice: { readonly id: string; readonly name: string };
  /** 0.25 to 4; 1 is natural. */
  readonly speed: number;
  /** ISO 639-1; absent means the service detects it. */
  readonly language?: string;
  /** `voice-message` posts one if the platform supports it; otherwise the same as `file`. */
  readonly as: 'file' | 'voice-message';
}

/** Splits a song into stems. */
export interface StemsRequest {
  readonly service: 'stems';
  readonly source: AudioSource;
  readonly mode: StemMode;
  /** Present exactly when `mode` is `single`. */
  readonly stem?: SingleStem;
}

/** Composes music. Which fields a task needs is checked in commands/music.ts. */
export interface MusicRequest {
  readonly service: 'music';
  readonly task: MusicTask;
  readonly prompt?: string;
  readonly lyrics?: string;
  readonly durationSeconds: number;
  readonly genre?: string;
  /** The source audio of `audio2audio` and `songbloom`. */
  readonly source?: AttachmentRef | ResultRef;
}

/** Transcribes audio. */
export interface TranscriptionRequest {
  readonly service: 'transcription';
  readonly source: AudioSource | UrlsRef;
  readonly format: TranscriptFormat;
  /** ISO 639-1; absent means the service detects it. */
  readonly language?: string;
  readonly speakers: boolean;
  readonly minSpeakers?: number;
  readonly maxSpeakers?: number;
  readonly words: boolean;
}

/** Identifies who speaks when. */
export interface DiarizationRequest {
  readonly service: 'diarization';
  readonly source: AudioSource;
  /** The number of speakers, if the member knows it. */
  readonly speakers?: number;
}

/** Removes noise. */
export interface DenoiseRequest {
  readonly service: 'denoise';
  readonly source: AudioSource;
}

/** Clones a voice from a sample. */
export interface CloneRequest {
  readonly service: 'clone';
  readonly source: AttachmentRef | ResultRef;
  readonly name: string;
  readonly description?: string;
  /** Absent until the member has confirmed that the voice may be used; nothing is submitted without it. */
  readonly consent?: Consent;
}

/** Whether the job waits for the member to confirm that a voice may be used. */
export function lacksConsent(request: JobRequest): boolean {
  return request.service === 'clone' && request.consent === undefined;
}

/** What a member asks AudioPod to do. */
export type JobRequest =
  | SpeechRequest
  | StemsRequest
  | MusicRequest
  | TranscriptionRequest
  | DiarizationRequest
  | DenoiseRequest
  | CloneRequest;

/** Counts the links of a request. AudioPod downloads them itself, so nobody knows their length in advance. */
export function linksIn(request: JobRequest): number {
  const source = request.service === 'speech' ? undefined : request.source;
  if (source?.kind === 'urls') return source.urls.length;
  return source?.kind === 'url' ? 1 : 0;
}

/** The tasks of the music service, by the last segment of their path (AudioPod API notes 2.1). */
export const MUSIC_TASKS = [
  'text2music',
  'text2rap',
  'prompt2instrumental',
  'lyric2vocals',
  'text2samples',
  'audio2audio',
  'songbloom',
] as const;

export type MusicTask = (typeof MUSIC_TASKS)[number];

/** Transcript formats. */
export const TRANSCRIPT_FORMATS = ['txt', 'srt', 'vtt', 'json'] as const;

export type TranscriptFormat = (typeof TRANSCRIPT_FORMATS)[number];
