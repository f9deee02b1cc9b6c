import type {
  Diarization,
  GenrePreset,
  ProviderJob,
  SubmittedJob,
  Transcript,
} from '../model/job/provider-job.ts';
import type { MusicTask, TranscriptFormat } from '../model/job/request.ts';
import type { Secret } from '../model/secret.ts';
import type { OrderSource, Page, UploadFile } from './provider.ts';

/** What every job service offers. Removing a job that is already gone succeeds. */
export interface JobService {
  job(id: string, signal: AbortSignal): Promise<ProviderJob>;
  jobs(page: Page, signal: AbortSignal): Promise<readonly ProviderJob[]>;
  remove(id: string, signal: AbortSignal): Promise<void>;
}

/** What to compose. */
export interface MusicOrder {
  readonly task: MusicTask;
  readonly prompt?: string;
  readonly lyrics?: string;
  /** Always sent, because the documents disagree on the service's default. */
  readonly durationSeconds: number;
  /** The name of a preset. */
  readonly genre?: string;
  /** Stored and listed by AudioPod; contains our job's id. */
  readonly displayName: string;
  /** The source audio of `audio2audio` and `songbloom`; no other task accepts a file. */
  readonly file?: UploadFile;
}

/** Music (AudioPod API notes 2). */
export interface MusicService extends JobService {
  /** @throws {AudioPodError} `audiopod-not-offered` if the service no longer offers the task (404). */
  create(order: MusicOrder, signal: AbortSignal): Promise<SubmittedJob>;
  presets(signal: AbortSignal): Promise<readonly GenrePreset[]>;
  /** Retries a failed job under the same id, without a new charge. */
  retry(id: string, signal: AbortSignal): Promise<void>;
}

/** What to transcribe. */
export interface TranscriptionOrder {
  /** One file, or one or more URLs that become one transcript. */
  readonly source: UploadFile | { readonly kind: 'urls'; readonly urls: readonly string[] };
  readonly language?: string;
  /** Whether to identify speakers. */
  readonly speakers: boolean;
  readonly minSpeakers?: number;
  readonly maxSpeakers?: number;
  /** Whether to include word timestamps. */
  readonly words: boolean;
}

/** Transcription (AudioPod API notes 6). */
export interface TranscriptionService extends JobService {
  transcribe(order: TranscriptionOrder, signal: AbortSignal): Promise<SubmittedJob>;
  /** Returns the transcript of a finished job. */
  transcript(id: string, signal: AbortSignal): Promise<Transcript>;
  /** Returns the transcript in AudioPod's own rendering of that format, unwrapped. */
  document(id: string, format: TranscriptFormat, signal: AbortSignal): Promise<string>;
}

/** The audio to identify speakers in. */
export interface DiarizationOrder {
  readonly source: OrderSource;
  /** The number of speakers, if the member knows it. */
  readonly speakers?: number;
}

/** Speaker identification (AudioPod API notes 5). */
export interface SpeakerService extends JobService {
  diarize(order: DiarizationOrder, signal: AbortSignal): Promise<SubmittedJob>;
  /**
   * Returns who spoke when in a finished job, in order of time, from any of AudioPod's three response shapes.
   */
  diarization(id: string, signal: AbortSignal): Promise<Diarization>;
}

/** Noise removal (AudioPod API notes 7). */
export interface DenoiserService extends JobService {
  denoise(source: OrderSource, signal: AbortSignal): Promise<SubmittedJob>;
  /** Cancels a running job; it is then not charged. Canceling twice does no harm. */
  cancel(id: string, signal: AbortSignal): Promise<void>;
}

/** A voice to clone from a sample. */
export interface CloneOrder {
  readonly name: string;
  readonly description?: string;
  readonly sample: UploadFile;
}

/** An address that AudioPod sends events of a key's jobs to. */
export interface WebhookEndpoint {
  readonly id: string;
  readonly url: string;
  readonly description?: string;
}

/** Webhook endpoints (AudioPod API notes 11). A key sees those of its own account, made by anyone. */
export interface WebhookService {
  endpoints(signal: AbortSignal): Promise<readonly WebhookEndpoint[]>;
  /** Returns one endpoint; `undefined` if it is gone. */
  endpoint(id: string, signal: AbortSignal): Promise<WebhookEndpoint | undefined>;
  /** Creates an endpoint. Its secret is never returned again. */
  create(
    order: { readonly url: string; readonly events: readonly string[]; readonly description: string },
    signal: AbortSignal,
  ): Promise<{ readonly id: string; readonly secret: Secret }>;
  /** Deletes an endpoint. One that is already gone counts as deleted. */
  remove(id: string, signal: AbortSignal): Promise<void>;
}
