import type { OutgoingFile } from '../core/model/job/job-files.ts';

/** One second of sound, in every form that results have. */
export interface SampleFiles {
  readonly m4a: OutgoingFile;
  /** Absent if this ffmpeg can't encode Opus. */
  readonly voice?: {
    readonly file: OutgoingFile;
    readonly durationMs: number;
    readonly peaks: readonly number[];
  };
  /** Absent if it couldn't be drawn. */
  readonly picture?: OutgoingFile;
}
