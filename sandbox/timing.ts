/** How long jobs take on the sandbox's clock, in milliseconds. Realistic proportions, short by default. */
export interface Timing {
  readonly speechBaseMs: number;
  /** Per estimated second of speech. */
  readonly speechPerSecondMs: number;
  readonly stemsBaseMs: number;
  /** Per second of the song. */
  readonly stemsPerSecondMs: number;
}

export const DEFAULT_TIMING: Timing = {
  speechBaseMs: 1000,
  speechPerSecondMs: 50,
  stemsBaseMs: 3000,
  stemsPerSecondMs: 25,
};
