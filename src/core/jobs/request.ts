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

/** The audio a job works on. */
export type AudioSource = AttachmentRef | UrlRef;

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

/** What a member asked AudioPod to do. */
export type JobRequest = SpeechRequest | StemsRequest;

/** The AudioPod services that jobs run on. */
export type Service = JobRequest['service'];
