import type { Service } from '../jobs/request.ts';
import { ceilToCent, type MicroDollars } from './money.ts';

/** Services that cost so much a minute, whatever else was asked for. */
export type FlatService = Exclude<Service, 'speech' | 'stems'>;

/**
 * Micro-dollars a minute by AudioPod's wallet (AudioPod API notes 8.8). Noise removal is not listed there, so what
 * an account pays for it, 660 credits of 1/7,500 dollar, stands in.
 */
const MICRO_DOLLARS_PER_MINUTE: Readonly<Record<FlatService, number>> = {
  music: 40_000,
  transcription: 10_000,
  diarization: 200_000,
  denoise: 88_000,
  clone: 40_000,
};

/** What so many seconds cost, in whole cents. */
export function soundPrice(service: FlatService, seconds: number): MicroDollars {
  return ceilToCent((seconds / 60) * MICRO_DOLLARS_PER_MINUTE[service]);
}

/** Music may come out a little longer than asked for: 45.2 s for 45 s in the notes, 2.5. */
export function longestMusic(askedSeconds: number): number {
  return askedSeconds * 1.05 + 1;
}
