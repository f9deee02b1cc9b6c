import type { GenrePreset, ProviderJob, SubmittedJob, Transcript, Turn } from '../model/job/provider-job.ts';
import type { MusicTask, TranscriptFormat } from '../model/job/request.ts';
import type { OrderSource, Page, UploadFile } from './provider.ts';

/** What a service of jobs can do whatever its jobs are. `remove` of a job that is gone already succeeds. */
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
  /** Always sent, because what the service assumes without it differs between documents. */
  readonly durationSeconds: number;
  /** The name of a preset. */
  readonly genre?: string;
  /** Kept by AudioPod and listed; carries our job's id. */
  readonly displayName: string;
  /** What `audio2audio` and `songbloom` start from; nothing else takes a file. */
  readonly file?: UploadFile;
}

/** Music (AudioPod API notes 2). */
export interface MusicService extends JobService {
  /** @throws {AudioPodError} `audiopod-not-offered` where the service no longer offers the task (404). */
  create(order: MusicOrder, signal: AbortSignal): Promise<SubmittedJob>;
  presets(signal: AbortSignal): Promise<readonly GenrePreset[]>;
  /** Has a failed job made again under its own id, without a new charge. */
  retry(id: string, signal: AbortSignal): Promise<void>;
}

/** What to write down. */
export interface TranscriptionOrder {
  /** One file, or one or more addresses that become one transcript. */
  readonly source: UploadFile | { readonly kind: 'urls'; readonly urls: readonly string[] };
  readonly language?: string;
  /** Tell who is speaking. */
  readonly speakers: boolean;
  readonly minSpeakers?: number;
  readonly maxSpeakers?: number;
  /** When each word was said. */
  readonly words: boolean;
}

/** Transcription (AudioPod API notes 6). */
export interface TranscriptionService extends JobService {
  transcribe(order: TranscriptionOrder, signal: AbortSignal): Promise<SubmittedJob>;
  /** What was said, of a finished job. */
  transcript(id: string, signal: AbortSignal): Promise<Transcript>;
  /** The transcript as AudioPod writes it in that form, unwrapped. */
  document(id: string, format: TranscriptFormat, signal: AbortSignal): Promise<string>;
}

/** What to tell speakers apart in. */
export interface DiarizationOrder {
  readonly source: OrderSource;
  /** How many people speak, where the member knows. */
  readonly speakers?: number;
}

/** Telling speakers apart (AudioPod API notes 5). */
export interface SpeakerService extends JobService {
  diarize(order: DiarizationOrder, signal: AbortSignal): Promise<SubmittedJob>;
  /** Who spoke when, of a finished job, in order of time, whichever of the three shapes AudioPod answers. */
  turns(id: string, signal: AbortSignal): Promise<readonly Turn[]>;
}

/** Noise removal (AudioPod API notes 7). */
export interface DenoiserService extends JobService {
  denoise(source: OrderSource, signal: AbortSignal): Promise<SubmittedJob>;
}

/** A voice to be made from a sample. */
export interface CloneOrder {
  readonly name: string;
  readonly description?: string;
  readonly sample: UploadFile;
}
