/** Wallet prices in cents per minute of audio (AudioPod API notes 8.8). Speech is priced by its output. */
export const CENTS_PER_MINUTE: ReadonlyMap<string, number> = new Map([
  ['stem_extraction', 10],
  ['transcription', 1],
  ['text_to_speech', 4],
  ['voice_cloning', 4],
  ['voice_conversion', 13],
  ['music_generation', 4],
  ['speaker_diarization', 20],
  ['speaker_extraction', 20],
  ['denoise', 2],
  ['denoise_audio', 2],
  ['media_converter', 1],
  ['speech_translation', 40],
]);

/** Returns the price of `durationMs` of audio in whole cents: rounded up, at least one. */
export function priceCents(centsPerMinute: number, durationMs: number): number {
  return Math.max(1, Math.ceil((centsPerMinute * Math.round(durationMs)) / 60_000));
}

/** Returns the price of separating `durationMs` of audio, the same in every mode. */
export function stemPriceCents(durationMs: number): number {
  return priceCents(10, durationMs);
}

/** Returns the price of `durationMs` of speech. */
export function speechPriceCents(durationMs: number): number {
  return priceCents(4, durationMs);
}

/**
 * Returns the price of `durationMs` of music; `premium` quality costs twice as much (AudioPod API notes 8.8).
 */
export function musicPriceCents(durationMs: number, premium: boolean): number {
  return priceCents(premium ? 8 : 4, durationMs);
}

/** Returns the price of removing noise from `durationMs` of audio, by quality (AudioPod API notes 8.8). */
export function denoisePriceCents(quality: 'balanced' | 'studio' | 'ultra', durationMs: number): number {
  return priceCents({ balanced: 2, studio: 4, ultra: 8 }[quality], durationMs);
}

/** Formats `184` as `$1.84`. */
export function dollars(cents: number): string {
  return `$${(cents / 100).toFixed(2)}`;
}
