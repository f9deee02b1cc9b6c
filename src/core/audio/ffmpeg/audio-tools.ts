import type { FfmpegPool } from './ffmpeg-pool.ts';
import type { AudioLimits } from './limits.ts';

/** What measuring and encoding need. */
export interface AudioTools {
  readonly ffmpeg: FfmpegPool;
  readonly limits: AudioLimits;
}
