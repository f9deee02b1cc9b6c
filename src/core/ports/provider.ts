import type {
  Balance,
  CostEstimate,
  Pricing,
  ProviderJob,
  StemModeInfo,
  SubmittedJob,
  UsageEntry,
  Voice,
} from '../model/job/provider-job.ts';
import type { SingleStem, SpeechRequest, StemMode } from '../model/job/request.ts';
import type {
  CloneOrder,
  DenoiserService,
  MusicService,
  SpeakerService,
  TranscriptionService,
} from './provider-services.ts';

/** A page of a list. `limit` is at most 100. */
export interface Page {
  readonly skip: number;
  readonly limit: number;
}

/** How a text is spoken: a speech request is one. */
export type Manner = Pick<SpeechRequest, 'speed' | 'language'> & {
  readonly voice: Pick<SpeechRequest['voice'], 'id'>;
};

/** Speech, and the voices for it (AudioPod API notes 4). The service has no list of speech jobs. */
export interface VoiceService {
  voices(signal: AbortSignal): Promise<readonly Voice[]>;
  generate(text: string, manner: Manner, signal: AbortSignal): Promise<SubmittedJob>;
  job(id: string, signal: AbortSignal): Promise<ProviderJob>;
  /** The voice of that id, uuid or name; `undefined` where the service knows none. */
  voice(id: string, signal: AbortSignal): Promise<Voice | undefined>;
  /** Has a voice made from a sample. The id is the voice's own, to speak with once it is completed. */
  clone(order: CloneOrder, signal: AbortSignal): Promise<SubmittedJob>;
  /**
   * How far the making of a voice is. It has no outputs: the voice itself is the result.
   *
   * @throws {AudioPodError} `audiopod-not-found` for a voice that the service does not know.
   */
  cloned(id: string, signal: AbortSignal): Promise<ProviderJob>;
  /** Deletes a voice of our own. One that is gone already counts as deleted. */
  remove(id: string, signal: AbortSignal): Promise<void>;
}

/** A file on disk that is streamed to AudioPod; `uploadName` is the multipart file name. */
export interface UploadFile {
  readonly kind: 'file';
  readonly path: string;
  readonly uploadName: string;
  readonly mimeType: string;
}

/** What a service works on: a file of ours, or an address that AudioPod fetches itself. */
export type OrderSource = UploadFile | { readonly kind: 'url'; readonly url: string };

/** What to take apart. */
export interface StemsOrder {
  readonly source: OrderSource;
  readonly mode: StemMode;
  readonly stem?: SingleStem;
}

/** Stem separation (audiopod-api section 3). */
export interface StemsService {
  /** @throws {AudioPodError} `audiopod-plan` for a mode that the key's plan does not have. */
  extract(order: StemsOrder, signal: AbortSignal): Promise<SubmittedJob>;
  job(id: string, signal: AbortSignal): Promise<ProviderJob>;
  jobs(page: Page, signal: AbortSignal): Promise<readonly ProviderJob[]>;
  modes(signal: AbortSignal): Promise<readonly StemModeInfo[]>;
  remove(id: string, signal: AbortSignal): Promise<void>;
}

/** The wallet behind a key (audiopod-api section 8). `serviceType` is the wallet's own name. */
export interface WalletService {
  balance(signal: AbortSignal): Promise<Balance>;
  checkBalance(serviceType: string, seconds: number, signal: AbortSignal): Promise<boolean>;
  estimate(serviceType: string, seconds: number, signal: AbortSignal): Promise<CostEstimate>;
  pricing(signal: AbortSignal): Promise<Pricing>;
  /** `page` counts from 1; `limit` is at most 100. */
  usage(page: number, limit: number, signal: AbortSignal): Promise<readonly UsageEntry[]>;
  /**
   * Where whoever opens the address can pay so much into the wallet. Nothing is paid by asking. $1 to $10,000.
   *
   * @throws {AudioPodError} `audiopod-garbled` for what is no web address.
   */
  topUp(cents: number, signal: AbortSignal): Promise<string>;
}

/** Everything the bot asks of AudioPod. */
export interface AudioPod {
  readonly voice: VoiceService;
  readonly stems: StemsService;
  readonly music: MusicService;
  readonly transcription: TranscriptionService;
  readonly speaker: SpeakerService;
  readonly denoiser: DenoiserService;
  readonly wallet: WalletService;
}

/**
 * Brings a result AudioPod links to onto the disk, guarded: https from public addresses, or the API's own
 * host and `MEDIA_HOSTS`; checked on the address connected to and after every redirect; bounded in bytes.
 *
 * @throws {BotError} `result-link-expired` (401, 403, 404, 410), `result-short`, `result-too-large`,
 *   `result-unreachable`, `result-host-refused`.
 */
export type Download = (
  url: string,
  toPath: string,
  options: { readonly maxBytes: number; readonly signal: AbortSignal },
) => Promise<{ readonly sizeBytes: number }>;
