/** ffmpeg's time limits. The defaults leave a slow, busy machine over ten times the time it needs. */
export interface AudioLimits {
  /** Minimum for any run. */
  readonly deadlineFloorMs: number;
  /** Added per MiB of a file of unknown length. */
  readonly deadlineMsPerMib: number;
  /** Added per second of audio of known length. */
  readonly deadlineMsPerSecond: number;
}

/** Encoding takes about 17 ms per second of audio, decoding about 1 ms (FFmpeg 5.1, one core). */
export const DEFAULT_LIMITS: AudioLimits = {
  deadlineFloorMs: 120_000,
  deadlineMsPerMib: 2_000,
  deadlineMsPerSecond: 500,
};

/** Returns the deadline for reading a file of unknown length. */
export function deadlineForBytes(limits: AudioLimits, sizeBytes: number): number {
  return Math.ceil(limits.deadlineFloorMs + (sizeBytes / 2 ** 20) * limits.deadlineMsPerMib);
}

/** Returns the deadline for processing audio of known length. */
export function deadlineForSound(limits: AudioLimits, durationMs: number): number {
  return Math.ceil(limits.deadlineFloorMs + (durationMs / 1000) * limits.deadlineMsPerSecond);
}
