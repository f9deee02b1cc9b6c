import type { Pricing } from '../../model/job/provider-job.ts';
import { type MicroDollars, microDollarsOf } from '../../model/money/money.ts';
import { SERVICES, type Service } from '../../model/service.ts';

/** AudioPod's wallet names of each service (AudioPod API notes 8.7). Requests use the first. */
export const SERVICE_TYPES: Readonly<Record<Service, readonly [string, ...string[]]>> = {
  speech: ['text_to_speech'],
  stems: ['stem_extraction'],
  music: ['music_generation'],
  transcription: ['transcription'],
  diarization: ['speaker_diarization'],
  denoise: ['denoise', 'denoise_audio'],
  clone: ['voice_cloning'],
};

/** Prices per minute of each service: of output for speech and music, else of input. */
export interface PriceList {
  readonly perMinute: Readonly<Record<Service, MicroDollars>>;
  /** By the wallet's names, for display. */
  readonly shown: Pricing;
  /** `built-in` while AudioPod's own list is unavailable. */
  readonly source: 'published' | 'built-in';
}

/**
 * The wallet's prices as last published (AudioPod API notes 8.8). Noise removal is not listed there, so its
 * price is what an account pays for it, 660 credits of 1/7,500 dollar.
 */
const PER_MINUTE: Readonly<Record<Service, MicroDollars>> = {
  speech: microDollarsOf(40_000),
  stems: microDollarsOf(100_000),
  music: microDollarsOf(40_000),
  transcription: microDollarsOf(10_000),
  diarization: microDollarsOf(200_000),
  denoise: microDollarsOf(88_000),
  clone: microDollarsOf(40_000),
};

/** The prices compiled into this release. */
export const BUILT_IN: PriceList = {
  perMinute: PER_MINUTE,
  shown: Object.fromEntries(
    SERVICES.map((service) => [SERVICE_TYPES[service][0], { ratePerMinute: PER_MINUTE[service] }]),
  ),
  source: 'built-in',
};

/**
 * Converts AudioPod's own list. Services it omits, or lists as free, keep the built-in price: no job is free.
 */
export function publishedList(pricing: Pricing): PriceList {
  const rateOf = (service: Service): MicroDollars => {
    const rates = SERVICE_TYPES[service].flatMap((type) => pricing[type]?.ratePerMinute ?? []);
    return rates.find((rate) => rate > 0) ?? PER_MINUTE[service];
  };
  return {
    perMinute: {
      speech: rateOf('speech'),
      stems: rateOf('stems'),
      music: rateOf('music'),
      transcription: rateOf('transcription'),
      diarization: rateOf('diarization'),
      denoise: rateOf('denoise'),
      clone: rateOf('clone'),
    },
    shown: pricing,
    source: 'published',
  };
}
