/** One finished job: its audio length, and how long AudioPod took from submission to end. */
export interface DurationSample {
  readonly audioSeconds: number;
  readonly tookMs: number;
}

/** A straight line: `tookMs = constantMs + msPerAudioMinute × minutes`. */
export interface DurationLine {
  readonly constantMs: number;
  readonly msPerAudioMinute: number;
}

/** What was learned about one service: the line, and how far jobs deviate from it. */
export interface DurationFit {
  readonly line: DurationLine;
  /** Nearly all jobs take at least this fraction of the line's duration. */
  readonly lowRatio: number;
  /** Nearly all jobs take at most this multiple of the line's duration. */
  readonly highRatio: number;
}

/** Lengths closer than this give no usable slope. */
const TELLING_DIFFERENCE_SECONDS = 10;
const FEWEST_TELLING_PAIRS = 10;

/** Returns the line's duration for one audio length, in milliseconds; at least one. */
export function durationOnLine(line: DurationLine, audioSeconds: number): number {
  return Math.max(1, line.constantMs + (line.msPerAudioMinute * audioSeconds) / 60);
}

/**
 * Fits a line through the medians with the Theil–Sen estimator, which tolerates up to 29% outliers.
 *
 * While all samples have about the same length, the prior line is scaled instead.
 *
 * @param samples at least one.
 */
export function fitDurations(samples: readonly DurationSample[], prior: DurationLine): DurationFit {
  const line = throughMedians(samples) ?? scaled(prior, samples);
  const ratios = samples.map((sample) => sample.tookMs / durationOnLine(line, sample.audioSeconds));
  return { line, lowRatio: quantile(ratios, 0.02), highRatio: quantile(ratios, 0.98) };
}

function throughMedians(samples: readonly DurationSample[]): DurationLine | undefined {
  const slopes = samples.flatMap((a, index) =>
    samples
      .slice(index + 1)
      .filter((b) => Math.abs(b.audioSeconds - a.audioSeconds) >= TELLING_DIFFERENCE_SECONDS)
      .map((b) => ((b.tookMs - a.tookMs) / (b.audioSeconds - a.audioSeconds)) * 60),
  );
  if (slopes.length < FEWEST_TELLING_PAIRS) return undefined;
  const msPerAudioMinute = Math.max(0, quantile(slopes, 0.5));
  const rests = samples.map((sample) => sample.tookMs - (msPerAudioMinute * sample.audioSeconds) / 60);
  return { msPerAudioMinute, constantMs: Math.max(0, quantile(rests, 0.5)) };
}

function scaled(prior: DurationLine, samples: readonly DurationSample[]): DurationLine {
  const factor = quantile(
    samples.map((sample) => sample.tookMs / durationOnLine(prior, sample.audioSeconds)),
    0.5,
  );
  return { constantMs: prior.constantMs * factor, msPerAudioMinute: prior.msPerAudioMinute * factor };
}

/** Returns the value below which the given share of values lies, interpolated between neighbors. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}
