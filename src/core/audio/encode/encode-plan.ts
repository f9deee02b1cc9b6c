/** The bitrates used, best first, in kb/s. Instead of going below the last one, a track is split. */
export const BITRATES_KBPS = [160, 128, 96, 64] as const;
export type BitrateKbps = (typeof BITRATES_KBPS)[number];

/** Mono doesn't sound better above this. */
const MONO_MAX_KBPS = 96;

/** Share of the limit to plan with: the encoder meets its bitrate only on average. */
const PLANNED_SHARE = 0.97;

/** MP4's tables: about 4 bytes per frame of 1024 samples at 48 kHz, plus chunk offsets (measured: 209). */
const INDEX_BYTES_PER_SECOND = 220;
const HEADER_BYTES = 2_048;

/** More files than this for one track are useless. */
const MAX_PARTS = 99;

/** How one track is encoded into files. */
export interface EncodePlan {
  readonly bitrateKbps: BitrateKbps;
  /** Above 1, the track is cut into that many parts of equal length. */
  readonly parts: number;
}

/** The input of a plan. */
export interface PlanFacts {
  readonly durationMs: number;
  readonly maxFileBytes: number;
  /** `undefined` counts as stereo. */
  readonly channels: number | undefined;
}

/** Returns the expected size of audio of this length and bitrate, including the index. */
export function expectedBytes(durationMs: number, bitrateKbps: number): number {
  const bytesPerSecond = (bitrateKbps * 1000) / 8 + INDEX_BYTES_PER_SECOND;
  return Math.ceil((durationMs / 1000) * bytesPerSecond) + HEADER_BYTES;
}

/**
 * Plans the best bitrate that fits one file, or else the fewest parts, each at the best bitrate that fits.
 *
 * `undefined` if not even the largest number of parts fits.
 */
export function planEncode(facts: PlanFacts, fewestParts = 1): EncodePlan | undefined {
  for (let parts = fewestParts; parts <= MAX_PARTS; parts += 1) {
    const bitrateKbps = bestBitrate({ ...facts, durationMs: facts.durationMs / parts });
    if (bitrateKbps !== undefined) return { bitrateKbps, parts };
  }
  return undefined;
}

/** Plans the next try after a file came out too large: one bitrate step down, then parts. */
export function planAfterTooLarge(facts: PlanFacts, tried: readonly EncodePlan[]): EncodePlan | undefined {
  const last = tried.at(-1);
  if (last === undefined) return planEncode(facts);
  const lower = BITRATES_KBPS[BITRATES_KBPS.indexOf(last.bitrateKbps) + 1];
  const steppedDown = tried.some((plan) => plan !== last && plan.parts === last.parts);
  if (lower !== undefined && !steppedDown) return { bitrateKbps: lower, parts: last.parts };
  return planEncode(facts, last.parts + 1);
}

function bestBitrate(facts: PlanFacts): BitrateKbps | undefined {
  const highestKbps = facts.channels === 1 ? MONO_MAX_KBPS : BITRATES_KBPS[0];
  return BITRATES_KBPS.find(
    (kbps) =>
      kbps <= highestKbps && expectedBytes(facts.durationMs, kbps) <= facts.maxFileBytes * PLANNED_SHARE,
  );
}

/** A stretch of a track, in milliseconds from its start. */
export interface Stretch {
  readonly startMs: number;
  /** Absent for the last stretch, which contains everything left. */
  readonly endMs?: number;
  readonly durationMs: number;
}

/** Samples per AAC frame. */
const FRAME_SAMPLES = 1024;

/**
 * Cuts into parts of equal length, with seams between two AAC frames.
 *
 * So no part ends with a padded frame, and players continue from one part to the next without silence.
 *
 * @param sampleRateHz of the encoded audio; seams are only exact if it is known.
 */
export function cut(durationMs: number, parts: number, sampleRateHz: number): readonly Stretch[] {
  const frameMs = (FRAME_SAMPLES * 1000) / sampleRateHz;
  const seam = (index: number): number => Math.round((durationMs * index) / parts / frameMs) * frameMs;
  return Array.from({ length: parts }, (_, index) => {
    const startMs = seam(index);
    if (index === parts - 1) return { startMs, durationMs: durationMs - startMs };
    return { startMs, endMs: seam(index + 1), durationMs: seam(index + 1) - startMs };
  });
}
