/** How long ffmpeg may take. The defaults leave a slow, busy machine more than ten times what it needs. */
export interface AudioLimits {
  /** Least time for any run. */
  readonly deadlineFloorMs: number;
  /** Added per MiB of a file whose length is not known yet. */
  readonly deadlineMsPerMib: number;
  /** Added per second of sound once its length is known. */
  readonly deadlineMsPerSecond: number;
}

/** Encoding takes about 17 ms per second of sound on one core, decoding about 1 ms (FFmpeg 5.1, one core). */
export const DEFAULT_LIMITS: AudioLimits = {
  deadlineFloorMs: 120_000,
  deadlineMsPerMib: 2_000,
  deadlineMsPerSecond: 500,
};

/** Time for reading a file of unknown length. */
export function deadlineForBytes(limits: AudioLimits, sizeBytes: number): number {
  return Math.ceil(limits.deadlineFloorMs + (sizeBytes / 2 ** 20) * limits.deadlineMsPerMib);
}

/** Time for working on sound of known length. */
export function deadlineForSound(limits: AudioLimits, durationMs: number): number {
  return Math.ceil(limits.deadlineFloorMs + (durationMs / 1000) * limits.deadlineMsPerSecond);
}
