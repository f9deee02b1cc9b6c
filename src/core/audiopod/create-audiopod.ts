import { Agent, type Dispatcher } from 'undici';
import type { Clock } from '../async/clock.ts';
import type { Secret } from '../model/secret.ts';
import { type Log, silentLog } from '../ports/log.ts';
import { type Observer, silentObserver } from '../ports/observer.ts';
import type { AudioPod } from '../ports/provider.ts';
import { createDenoiserService } from './denoiser.ts';
import { createMusicService } from './music.ts';
import { createStemsService } from './stems.ts';
import { createSpeakerService } from './transcription/speaker.ts';
import { createTranscriptionService } from './transcription/transcription.ts';
import { AudioPodError } from './transport/audiopod-error.ts';
import { createTransport } from './transport/transport.ts';
import { createVoiceService } from './voice/voice.ts';
import { createWalletService } from './wallet/wallet.ts';
import { createWebhookService } from './webhooks.ts';

/** The settings of {@link createAudioPod}. */
export interface AudioPodOptions {
  /** `AUDIOPOD_BASE_URL`, without `/api/v1`. The key is sent only to this origin. */
  readonly baseUrl: URL;
  readonly apiKey: Secret;
  readonly clock: Clock;
  /** Returns a number from 0 to 1, for retry jitter. */
  readonly random: () => number;
  readonly log?: Log;
  readonly observer?: Pick<Observer, 'providerRequest'>;
  /** Replaces the client's own connections, for proxies and tests. */
  readonly dispatcher?: Dispatcher;
  /**
   * Whether a tenant connected the key. Its errors are then that tenant's to fix, and their facts include
   * this.
   */
  readonly ownKey?: boolean;
  /** Retries of free calls after a transient failure, default 3. A watcher that counts its reads needs 0. */
  readonly readRetries?: number;
  /** How long AudioPod may be silent before and within a response, in milliseconds. Default 60 s. */
  readonly silenceTimeoutMs?: number;
}

const CONNECT_TIMEOUT_MS = 10_000;
const SILENCE_TIMEOUT_MS = 60_000;
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;
const READ_RETRIES = 3;
const KEY = /^ap_[\x21-\x7e]+$/;

/**
 * Creates a client of AudioPod's HTTP API for one key. Nothing it throws, logs or prints contains the key.
 *
 * @throws {AudioPodError} `audiopod-unauthorized` for a key that doesn't begin with `ap_`.
 * @example createAudioPod({ baseUrl: new URL('https://api.audiopod.ai'), apiKey, clock: systemClock, random:
 *   Math.random })
 */
export function createAudioPod(options: AudioPodOptions): AudioPod {
  const key = options.apiKey.reveal();
  if (!KEY.test(key)) {
    throw new AudioPodError('audiopod-unauthorized', 'An AudioPod key begins with ap_', {
      outcome: 'refused',
    });
  }
  // HTTP/1.1 only, where a broken connection affects one request and not every stream on it.
  const connect = { timeout: CONNECT_TIMEOUT_MS, allowH2: false };
  const line = {
    baseUrl: options.baseUrl,
    headers: {
      accept: 'application/json',
      'user-agent': 'audiopod-bot',
      // The documents disagree on which of the two an endpoint needs; sending both works everywhere (notes
      // 1.2).
      'x-api-key': key,
      authorization: `Bearer ${key}`,
    },
    dispatcher: options.dispatcher ?? new Agent({ connect }),
    headersTimeoutMs: options.silenceTimeoutMs ?? SILENCE_TIMEOUT_MS,
    maxAnswerBytes: MAX_ANSWER_BYTES,
  };
  const transport = createTransport({
    line,
    // No keep-alive: on an idle connection that the service is just closing, a charged request could be lost
    // in a way that can't be told from a request that was processed.
    chargedLine: { ...line, dispatcher: options.dispatcher ?? new Agent({ connect, pipelining: 0 }) },
    clock: options.clock,
    random: options.random,
    log: options.log ?? silentLog,
    observer: options.observer ?? silentObserver,
    ownKey: options.ownKey,
    readRetries: options.readRetries ?? READ_RETRIES,
  });
  return {
    voice: createVoiceService(transport),
    stems: createStemsService(transport),
    music: createMusicService(transport),
    transcription: createTranscriptionService(transport),
    speaker: createSpeakerService(transport),
    denoiser: createDenoiserService(transport),
    wallet: createWalletService(transport),
    webhooks: createWebhookService(transport),
  };
}
