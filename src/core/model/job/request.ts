import type { Consent } from './voice-clone.ts';

/** Something a member attached. `ref` is opaque: only the adapter that made it can open it. */
export interface AttachmentRef {
  readonly kind: 'attachment';
  readonly ref: string;
  /** The name the member's file had. For display and titles, never trusted for its type. */
  readonly name: string;
  readonly sizeBytes?: number;
}

/** A web address a member typed. The bot never fetches it; AudioPod does. */
export interface UrlRef {
  readonly kind: 'url';
  readonly url: string;
}

/** A sound that an earlier job made. It is read again from AudioPod, so nobody has to upload it. */
export interface ResultRef {
  readonly kind: 'result';
  readonly jobId: string;
  /** Which of its sounds, such as `vocals`. */
  readonly output: string;
  /** What people see as its name. */
  readonly name: string;
}

/** The audio a job works on. */
export type AudioSource = AttachmentRef | UrlRef | ResultRef;

/** Several addresses that become one transcript. */
export interface UrlsRef {
  readonly kind: 'urls';
  readonly urls: readonly string[];
}

/** How finely a song is taken apart (audiopod-api section 3.1). */
export const STEM_MODES = ['single', 'two', 'four', 'six', 'producer', 'studio', 'mastering'] as const;
export type StemMode = (typeof STEM_MODES)[number];

/** The stems that `single` can isolate. */
export const SINGLE_STEMS = ['vocals', 'drums', 'bass', 'guitar', 'piano', 'other'] as const;
export type SingleStem = (typeof SINGLE_STEMS)[number];

/** Turn text into speech. */
export interface SpeechRequest {
  readonly service: 'speech';
  readonly text: { readonly kind: 'inline'; readonly text: string } | AttachmentRef;
  /** What the service accepts in a path: uuid, id or name; `name` is what people read. */
  readonly voice: { readonly id: string; readonly name: string };
  /** 0.25 to 4; 1 is natural. */
  readonly speed: number;
  /** ISO 639-1; absent means the service detects it. */
  readonly language?: string;
  /** `voice-message` where the platform has them, otherwise the same as `file`. */
  readonly as: 'file' | 'voice-message';
}

/** Take a song apart. */
export interface StemsRequest {
  readonly service: 'stems';
  readonly source: AudioSource;
  readonly mode: StemMode;
  /** Present exactly when `mode` is `single`. */
  readonly stem?: SingleStem;
}

/** Compose something. Which fields a task wants is judged where it is asked for, see commands/music.ts. */
export interface MusicRequest {
  readonly service: 'music';
  readonly task: MusicTask;
  readonly prompt?: string;
  readonly lyrics?: string;
  readonly durationSeconds: number;
  readonly genre?: string;
  /** What `audio2audio` and `songbloom` start from. */
  readonly source?: AttachmentRef | ResultRef;
}

/** Write down what is said. */
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

/** Tell who speaks when. */
export interface DiarizationRequest {
  readonly service: 'diarization';
  readonly source: AudioSource;
  /** How many people speak, where the member knows. */
  readonly speakers?: number;
}

/** Take the noise out. */
export interface DenoiseRequest {
  readonly service: 'denoise';
  readonly source: AudioSource;
}

/** Make a voice from a sample. */
export interface CloneRequest {
  readonly service: 'clone';
  readonly source: AttachmentRef | ResultRef;
  readonly name: string;
  readonly description?: string;
  readonly consent: Consent;
}

/** What a member asked AudioPod to do. */
export type JobRequest =
  | SpeechRequest
  | StemsRequest
  | MusicRequest
  | TranscriptionRequest
  | DiarizationRequest
  | DenoiseRequest
  | CloneRequest;

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

/** Forms a transcript comes in. */
export const TRANSCRIPT_FORMATS = ['txt', 'srt', 'vtt', 'json'] as const;

export type TranscriptFormat = (typeof TRANSCRIPT_FORMATS)[number];
