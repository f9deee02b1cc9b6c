import { join } from 'node:path';
import { Keyv } from 'keyv';
import { statusSources } from '../../core/accounts/read-provider-job.ts';
import type { Clock } from '../../core/async/clock.ts';
import { unlessAborted } from '../../core/async/unless-aborted.ts';
import { createVoiceCatalog } from '../../core/audiopod/catalogs/voice-catalog.ts';
import { AudioPodError } from '../../core/audiopod/transport/audiopod-error.ts';
import { BotError } from '../../core/model/errors.ts';
import type { OutgoingFile } from '../../core/model/job/job-files.ts';
import type { ProviderJob } from '../../core/model/job/provider-job.ts';
import type { SpeechRequest, TranscriptionRequest } from '../../core/model/job/request.ts';
import type { Quote } from '../../core/model/money/job-money.ts';
import { add, type MicroDollars, ZERO } from '../../core/model/money/money.ts';
import type { Service } from '../../core/model/service.ts';
import type { Audio } from '../../core/ports/audio.ts';
import type { AudioPod, Download } from '../../core/ports/provider.ts';
import type { PriceList } from '../../core/wallet/pricing/price-list.ts';
import { actualCost, quoteFor } from '../../core/wallet/pricing/prices.ts';
import { speechLength } from '../../core/wallet/pricing/speech-duration.ts';
import { openLearnedDurations } from '../../core/watcher/learned-durations.ts';
import { isTerminal } from '../../core/watcher/watched-job.ts';
import { createWatcher, type Watcher } from '../../core/watcher/watcher.ts';

/** Ten characters. */
export const SPOKEN = 'Hello you.';

/** What a paid run goes through, as jobs do. */
export interface PaidRunParts {
  readonly audiopod: AudioPod;
  readonly audio: Audio;
  readonly download: Download;
  readonly prices: PriceList;
  /** Where its files go; the caller removes it. */
  readonly folder: string;
  readonly readsPerMinute: number;
  readonly clock: Clock;
}

/** What was made, heard and settled. */
export interface PaidRun {
  readonly file: OutgoingFile;
  readonly heard: string;
  readonly cost: MicroDollars;
}

const MAX_RESULT_BYTES = 10_000_000;

/** Returns the most that the speech and its transcript can cost. */
export function quotePaidRun(prices: PriceList): { readonly speech: Quote; readonly transcript: Quote } {
  const length = speechLength(SPOKEN, { speed: 1 });
  return {
    speech: quoteFor({ service: 'speech', parts: [length] }, ZERO, prices),
    transcript: quoteFor({ service: 'transcription', seconds: length.seconds }, ZERO, prices),
  };
}

/** Submits, and counts what it may cost unless AudioPod certainly refused it. */
async function counted<T>(
  { amount }: Quote,
  charged: (most: MicroDollars) => void,
  submit: () => Promise<T>,
): Promise<T> {
  try {
    const submitted = await submit();
    charged(amount);
    return submitted;
  } catch (error) {
    const isRefused = error instanceof AudioPodError && error.outcome !== 'unknown';
    if (!isRefused) charged(amount);
    throw error;
  }
}

/**
 * Has a few characters spoken, fetched and encoded, and the result transcribed. Both are charged.
 *
 * @param charged called with what each submission may cost, also if its answer was lost.
 * @throws {BotError} what jobs fail with.
 */
export async function speakAndListen(
  parts: PaidRunParts,
  charged: (most: MicroDollars) => void,
  signal: AbortSignal,
): Promise<PaidRun> {
  const { audiopod, audio, clock, download, folder } = parts;
  const quotes = quotePaidRun(parts.prices);
  const voices = createVoiceCatalog(audiopod.voice, new Keyv(), clock);
  const { uuid, id, name } = await voices.find(undefined, new Set(), signal);
  const request: SpeechRequest = {
    ...{ service: 'speech', text: { kind: 'inline', text: SPOKEN }, speed: 1, as: 'file' },
    voice: { id: uuid ?? id, name },
  };
  const watcher = createWatcher({
    services: statusSources(audiopod),
    ...{ readsPerMinute: parts.readsPerMinute, clock, random: Math.random },
    durations: await openLearnedDurations(new Keyv()),
  });
  try {
    const speech = await counted(quotes.speech, charged, () =>
      audiopod.voice.generate(SPOKEN, request, signal),
    );
    const spoken = await ended({ watcher, clock }, 'speech', speech.id, signal);
    const [output] = spoken.outputs;
    if (output === undefined) throw new BotError('audiopod-garbled', 'A finished speech has no result');
    const path = join(folder, 'speech');
    const { sizeBytes } = await download(output.url, path, { maxBytes: MAX_RESULT_BYTES, signal });
    const sound = await audio.prepareResult(path, signal);
    const [encoded] = (
      await audio.encode(
        {
          input: { ...sound, name: 'speech', sizeBytes },
          ...{ folder, baseName: 'doctor', maxFileBytes: MAX_RESULT_BYTES },
          tags: { title: SPOKEN, stem: '' },
        },
        signal,
      )
    ).files;
    if (encoded === undefined) throw new BotError('internal', 'Nothing was encoded');
    const heardRequest: TranscriptionRequest = {
      ...{ service: 'transcription', format: 'txt', speakers: false, words: false },
      source: { kind: 'urls', urls: [] },
    };
    const order = {
      source: { kind: 'file', path: encoded.path, uploadName: 'doctor.m4a', mimeType: 'audio/mp4' },
      ...{ speakers: false, words: false },
    } as const;
    const transcript = await counted(quotes.transcript, charged, () =>
      audiopod.transcription.transcribe(order, signal),
    );
    const listened = await ended({ watcher, clock }, 'transcription', transcript.id, signal);
    const { segments } = await audiopod.transcription.transcript(transcript.id, signal);
    const costs = [
      actualCost(request, spoken, quotes.speech),
      actualCost(heardRequest, listened, quotes.transcript),
    ];
    return {
      file: {
        ...{ path: encoded.path, fileName: 'doctor.m4a', mimeType: 'audio/mp4', title: SPOKEN },
        sizeBytes: encoded.sizeBytes,
      },
      heard: segments.map(({ text }) => text.trim()).join(' '),
      cost: costs.reduce((sum, one) => add(sum, one?.amount ?? ZERO), ZERO),
    };
  } finally {
    await watcher.close();
  }
}

/** Watches one job to its end. */
async function ended(
  { watcher, clock }: { readonly watcher: Watcher; readonly clock: Clock },
  service: Service,
  providerId: string,
  signal: AbortSignal,
): Promise<ProviderJob> {
  const outcome = Promise.withResolvers<ProviderJob>();
  using _watch = watcher.watch(
    { service, providerId, tenant: 'doctor', submittedAtMs: clock.now() },
    (job) => {
      if (job.state === 'completed') outcome.resolve(job);
      else if (isTerminal(job.state))
        outcome.reject(new BotError('job-failed', `AudioPod’s ${service} job ended as ${job.state}`));
    },
    () => outcome.reject(new BotError('audiopod-not-found', `AudioPod’s ${service} job is gone`)),
    () => outcome.reject(new BotError('audiopod-unauthorized', 'AudioPod rejects the key')),
  );
  return await unlessAborted(outcome.promise, signal);
}
