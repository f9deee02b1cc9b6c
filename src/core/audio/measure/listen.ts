/** Nothing is drawn any finer, and they are stored. */
const STEPS = 1_000;

/**
 * Returns a filter that leaves the samples unchanged and reports the loudest of every `windowSamples`.
 *
 * The report goes to standard output, between the lines of `-progress`. It saves another decoding for the
 * waveform. There is no branch in it, because FFmpeg 7.0 aborts where a branch ends without an output.
 */
export function listenFilter(windowSamples: number): string {
  return [
    `asetnsamples=n=${windowSamples}:p=0`,
    'astats=metadata=1:reset=1:measure_perchannel=none:measure_overall=Peak_level',
    'ametadata=print:key=lavfi.astats.Overall.Peak_level:file=-',
  ].join(',');
}

/** Returns how many samples each of `count` equal stretches of a track has. */
export function windowOf(durationMs: number, sampleRateHz: number, count: number): number {
  return Math.max(1, Math.ceil(((durationMs / 1000) * sampleRateHz) / count));
}

/** Reads the peaks from ffmpeg's report, 0 to 1 in thousandths, in order. Empty if none were reported. */
export function heardPeaks(report: string): readonly number[] {
  const lines = report.matchAll(/^lavfi\.astats\.Overall\.Peak_level=(-?(?:[\d.]+|inf))$/gm);
  return Array.from(lines, ([, decibels]) =>
    decibels === '-inf' ? 0 : Math.round(Math.min(1, 10 ** (Number(decibels) / 20)) * STEPS) / STEPS,
  );
}

/** Resamples any number of peaks to `count`, so that each keeps its position in time. */
export function fitPeaks(peaks: readonly number[], count: number): readonly number[] {
  const share = peaks.length / count;
  return Array.from({ length: count }, (_, index) => {
    const from = Math.floor(index * share);
    return Math.max(0, ...peaks.slice(from, Math.max(from + 1, Math.floor((index + 1) * share))));
  });
}
