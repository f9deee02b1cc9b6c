import { SPEECH_RATE_HZ } from './pcm.ts';

/**
 * How a recording sounds over time: for each frame, how strongly its samples change. Loud sounds and high ones
 * change more, so both rhythm and melody count; the root lets quiet sounds count too.
 */
export type Contour = Float32Array;

/** The length of a frame. */
export const FRAME_MS = 10;

const FRAME_SAMPLES = (SPEECH_RATE_HZ * FRAME_MS) / 1000;
/** Comparing longer recordings would take too long. */
const MOST_FRAMES = (10 * 60_000) / FRAME_MS;

/** Follows a recording while its samples arrive: 16-bit mono at {@link SPEECH_RATE_HZ}. */
export class ContourMeter {
  readonly #frames: number[] = [];
  #sum = 0;
  #count = 0;
  #previous = 0;
  /** The first half of a sample whose second half is in the next chunk. */
  #half: Buffer = Buffer.alloc(0);

  hear(chunk: Buffer): void {
    if (this.#frames.length > MOST_FRAMES) return;
    const bytes = this.#half.length === 0 ? chunk : Buffer.concat([this.#half, chunk]);
    const end = bytes.length - (bytes.length % 2);
    for (let at = 0; at < end; at += 2) this.#add(bytes.readInt16LE(at) / 32_768);
    this.#half = Buffer.from(bytes.subarray(end));
  }

  /** The contour so far, without a last frame that is incomplete; empty for more than 10 minutes. */
  get contour(): Contour {
    return Float32Array.from(this.#frames.length > MOST_FRAMES ? [] : this.#frames);
  }

  #add(sample: number): void {
    this.#sum += (sample - this.#previous) ** 2;
    this.#previous = sample;
    this.#count += 1;
    if (this.#count < FRAME_SAMPLES) return;
    this.#frames.push((this.#sum / this.#count) ** 0.25);
    this.#sum = 0;
    this.#count = 0;
  }
}
