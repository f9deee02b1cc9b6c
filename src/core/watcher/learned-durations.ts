import type { Keyv } from 'keyv';
import { z } from 'zod';
import { SERVICES, type Service } from '../model/service.ts';
import {
  type DurationFit,
  type DurationLine,
  type DurationSample,
  durationOnLine,
  fitDurations,
} from './fit-durations.ts';

/** The time after submission in which a job will probably end. Both ends in milliseconds. */
export interface Expectation {
  /** An earlier read is hardly worthwhile. */
  readonly opensMs: number;
  /** After this there is no prediction. Equal to `opensMs` until something was learned. */
  readonly closesMs: number;
}

/** How long jobs of each service take, learned from those that ended. */
export interface LearnedDurations {
  /** @param audioSeconds absent if unknown, as for a URL. */
  expect(service: Service, audioSeconds: number | undefined): Expectation;
  /** Returns how long a typical job of this service takes; `undefined` until enough was learned. */
  usualMs(service: Service): number | undefined;
  /** Learns from a job that completed `tookMs` after it was submitted. */
  learn(service: Service, sample: DurationSample): void;
}

/** The cached samples of one service: the latest jobs, oldest first. */
const Samples = z.array(z.object({ audioSeconds: z.number().nonnegative(), tookMs: z.number().positive() }));
export type DurationSamples = readonly DurationSample[];

const MOST_SAMPLES = 40;
const FEWEST_SAMPLES = 5;
/** Margin on both sides, because forty jobs don't show the rarest durations. */
const MARGIN = 0.15;
/** Fraction of the prior duration at which the first read happens until something was learned. */
const UNLEARNED_OPENING = 0.4;

/** Guesses until the first jobs end; a wrong one costs some reads or some seconds, five times. */
const PRIORS: Readonly<Record<Service, DurationLine>> = {
  speech: { constantMs: 3_000, msPerAudioMinute: 6_000 },
  stems: { constantMs: 15_000, msPerAudioMinute: 15_000 },
  music: { constantMs: 15_000, msPerAudioMinute: 40_000 },
  transcription: { constantMs: 8_000, msPerAudioMinute: 6_000 },
  diarization: { constantMs: 10_000, msPerAudioMinute: 10_000 },
  denoise: { constantMs: 8_000, msPerAudioMinute: 10_000 },
  clone: { constantMs: 6_000, msPerAudioMinute: 6_000 },
};
/** Assumed for a link: a typical song, half a minute of speech, ten minutes of talk. */
const USUAL_SECONDS: Readonly<Record<Service, number>> = {
  speech: 30,
  stems: 210,
  music: 60,
  transcription: 600,
  diarization: 600,
  denoise: 300,
  clone: 20,
};

/** Loads what was learned before. The cache may lose it at any time: that only costs a few reads. */
export async function openLearnedDurations(cache: Keyv<DurationSamples>): Promise<LearnedDurations> {
  const samples = new Map<Service, DurationSamples>();
  const fits = new Map<Service, DurationFit>();

  function keep(service: Service, kept: DurationSamples): void {
    samples.set(service, kept);
    if (kept.length >= FEWEST_SAMPLES) fits.set(service, fitDurations(kept, PRIORS[service]));
  }

  for (const service of SERVICES) {
    const stored = Samples.safeParse(await cache.get<unknown>(service).catch(() => undefined));
    if (stored.success) keep(service, stored.data.slice(-MOST_SAMPLES));
  }

  return {
    expect(service, audioSeconds) {
      const fit = fits.get(service);
      const seconds = audioSeconds ?? USUAL_SECONDS[service];
      if (fit === undefined || audioSeconds === undefined) {
        const opensMs = durationOnLine(fit?.line ?? PRIORS[service], seconds) * UNLEARNED_OPENING;
        return { opensMs, closesMs: opensMs };
      }
      const usualMs = durationOnLine(fit.line, seconds);
      return {
        opensMs: usualMs * fit.lowRatio * (1 - MARGIN),
        closesMs: usualMs * fit.highRatio * (1 + MARGIN),
      };
    },
    usualMs(service) {
      const tookMs = (samples.get(service) ?? []).map((sample) => sample.tookMs).toSorted((a, b) => a - b);
      return tookMs.length < FEWEST_SAMPLES ? undefined : tookMs[Math.floor(tookMs.length / 2)];
    },
    learn(service, sample) {
      const kept = [...(samples.get(service) ?? []), sample].slice(-MOST_SAMPLES);
      keep(service, kept);
      // Not awaited: what isn't saved is learned again.
      cache.set(service, kept).catch(() => undefined);
    },
  };
}
