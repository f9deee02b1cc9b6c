import { seconds } from '../jobs/job.ts';
import type { Said } from './said.ts';
import { speakerLabel } from './speakers.ts';

/** Returns how long each speaker spoke, in the form responses use. */
export function speakingTimes(
  said: readonly Said[],
): readonly { readonly id: number; readonly label: string; readonly total_speaking_time: number }[] {
  return [...Map.groupBy(said, ({ speaker }) => speaker)].map(([speaker, turns]) => ({
    id: speaker,
    label: speakerLabel(speaker),
    total_speaking_time: seconds(turns.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0)),
  }));
}
