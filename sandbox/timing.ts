/** How long jobs take on the sandbox's clock, in milliseconds. Realistic proportions, short by default. */
export interface Timing {
  readonly speechBaseMs: number;
  /** Per estimated second of speech. */
  readonly speechPerSecondMs: number;
  readonly stemsBaseMs: number;
  /** Per second of the song. */
  readonly stemsPerSecondMs: number;
  readonly musicBaseMs: number;
  /** Per second of the music. */
  readonly musicPerSecondMs: number;
  readonly transcriptionBaseMs: number;
  /** Per second of the recordings. */
  readonly transcriptionPerSecondMs: number;
  readonly speakerBaseMs: number;
  /** Per second of the recording. */
  readonly speakerPerSecondMs: number;
  readonly denoiserBaseMs: number;
  /** Per second of the recording. */
  readonly denoiserPerSecondMs: number;
  /** Per cloned voice. */
  readonly cloneMs: number;
}

export const DEFAULT_TIMING: Timing = {
  speechBaseMs: 1000,
  speechPerSecondMs: 50,
  stemsBaseMs: 3000,
  stemsPerSecondMs: 25,
  musicBaseMs: 3000,
  musicPerSecondMs: 50,
  transcriptionBaseMs: 2000,
  transcriptionPerSecondMs: 10,
  speakerBaseMs: 2000,
  speakerPerSecondMs: 15,
  denoiserBaseMs: 2000,
  denoiserPerSecondMs: 20,
  cloneMs: 2000,
};
