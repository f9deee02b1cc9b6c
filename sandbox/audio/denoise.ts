import { inputArgs, type RunFfmpeg } from './run-ffmpeg.ts';

/** Noise removal levels (AudioPod API notes 7). */
export const QUALITIES = ['balanced', 'studio', 'ultra'] as const;
export type Quality = (typeof QUALITIES)[number];

/** How far each level lowers noise, in decibels. */
export const REDUCTION_DB: Readonly<Record<Quality, number>> = { balanced: 12, studio: 20, ultra: 30 };

/** Removes noise from audio and writes WAV of the same length. Cover pictures are dropped. */
export async function denoise(
  run: RunFfmpeg,
  { inputPath, outputPath, quality }: { inputPath: string; outputPath: string; quality: Quality },
  signal: AbortSignal,
): Promise<void> {
  const filter = `highpass=f=60,afftdn=nr=${REDUCTION_DB[quality]}:nf=-25`;
  const encode = ['-map', '0:a:0', '-af', filter, '-c:a', 'pcm_s16le', '-f', 'wav', outputPath];
  await run([...inputArgs(inputPath), ...encode], signal);
}
