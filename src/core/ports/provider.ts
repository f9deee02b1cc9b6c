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
  WebhookService,
} from './provider-services.ts';

/** A page of a list. `limit` is at most 100. */
export interface Page {
  readonly skip: number;
  readonly limit: number;
}

/** How a text is spoken. A speech request can be passed as is. */
export type Manner = Pick<SpeechRequest, 'speed' | 'language'> & {
  readonly voice: Pick<SpeechRequest['voice'], 'id'>;
};

/** Speech, and the voices for it (AudioPod API notes 4). The service has no list of speech jobs. */
export interface VoiceService {
  voices(signal: AbortSignal): Promise<readonly Voice[]>;
  generate(text: string, manner: Manner, signal: AbortSignal): Promise<SubmittedJob>;
  job(id: string, signal: AbortSignal): Promise<ProviderJob>;
  /** Returns the voice with that id, uuid or name; `undefined` if the service knows none. */
  voice(id: string, signal: AbortSignal): Promise<Voice | undefined>;
  /** Returns a link to a sample of a voice; `undefined` where the service has none. Free of charge. */
  sample(id: string, signal: AbortSignal): Promise<string | undefined>;
  /** Clones a voice from a sample. The returned id is the voice's own, usable once the clone is completed. */
  clone(order: CloneOrder, signal: AbortSignal): Promise<SubmittedJob>;
  /**
   * Returns the progress of a clone. It has no outputs: the voice itself is the result.
   *
   * @throws {AudioPodError} `audiopod-not-found` for a voice the service doesn't know.
   */
  cloned(id: string, signal: AbortSignal): Promise<ProviderJob>;
  /** Deletes a voice of our own. One that is already gone counts as deleted. */
  remove(id: string, signal: AbortSignal): Promise<void>;
}

/** A file on disk to stream to AudioPod; `uploadName` is the multipart file name. */
export interface UploadFile {
  readonly kind: 'file';
  readonly path: string;
  readonly uploadName: string;
  readonly mimeType: string;
}

/** The input of a service: a file of ours, or a URL that AudioPod fetches itself. */
export type OrderSource = UploadFile | { readonly kind: 'url'; readonly url: string };

/** What to split into stems. */
export interface StemsOrder {
  readonly source: OrderSource;
  readonly mode: StemMode;
  readonly stem?: SingleStem;
}

/** Stem separation (AudioPod API notes 3). */
export interface StemsService {
  /** @throws {AudioPodError} `audiopod-plan` for a mode the key's plan doesn't include. */
  extract(order: StemsOrder, signal: AbortSignal): Promise<SubmittedJob>;
  job(id: string, signal: AbortSignal): Promise<ProviderJob>;
  jobs(page: Page, signal: AbortSignal): Promise<readonly ProviderJob[]>;
  modes(signal: AbortSignal): Promise<readonly StemModeInfo[]>;
  remove(id: string, signal: AbortSignal): Promise<void>;
}

/** The wallet of a key (AudioPod API notes 8). `serviceType` is the wallet's own name for a service. */
export interface WalletService {
  balance(signal: AbortSignal): Promise<Balance>;
  checkBalance(serviceType: string, seconds: number, signal: AbortSignal): Promise<boolean>;
  estimate(serviceType: string, seconds: number, signal: AbortSignal): Promise<CostEstimate>;
  pricing(signal: AbortSignal): Promise<Pricing>;
  /** `page` counts from 1; `limit` is at most 100. */
  usage(page: number, limit: number, signal: AbortSignal): Promise<readonly UsageEntry[]>;
  /**
   * Returns a URL where anyone can top up the wallet by that amount, $1 to $10,000. The call itself pays
   * nothing.
   *
   * @throws {AudioPodError} `audiopod-garbled` if the response is not a web address.
   */
  topUp(cents: number, signal: AbortSignal): Promise<string>;
}

/** Every AudioPod service the bot uses. */
export interface AudioPod {
  readonly voice: VoiceService;
  readonly stems: StemsService;
  readonly music: MusicService;
  readonly transcription: TranscriptionService;
  readonly speaker: SpeakerService;
  readonly denoiser: DenoiserService;
  readonly wallet: WalletService;
  readonly webhooks: WebhookService;
}

/**
 * Downloads a result that AudioPod links to.
 *
 * Only https from public addresses, or the API's own host and `MEDIA_HOSTS`. The connected address is
 * checked, again after every redirect, and the size is limited.
 *
 * @throws {BotError} `result-link-expired` (401, 403, 404, 410), `result-short`, `result-too-large`,
 *   `result-unreachable`, `result-host-refused`.
 */
export type Download = (
  url: string,
  toPath: string,
  options: { readonly maxBytes: number; readonly signal: AbortSignal },
) => Promise<{ readonly sizeBytes: number }>;
