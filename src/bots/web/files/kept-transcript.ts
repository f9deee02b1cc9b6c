import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Segment } from '../../../core/model/job/provider-job.ts';

const segment = z.object({
  startSeconds: z.number(),
  endSeconds: z.number(),
  text: z.string(),
  speaker: z.string().exactOptional(),
  words: z
    .array(z.object({ word: z.string(), startSeconds: z.number(), endSeconds: z.number() }))
    .exactOptional(),
});
const kept = z.object({ segments: z.array(segment) });

/** Reads the transcript that was kept with a post; `undefined` where there is none, or none that can be read. */
export async function readTranscript(path: string): Promise<readonly Segment[] | undefined> {
  try {
    return kept.parse(JSON.parse(await readFile(path, 'utf8'))).segments;
  } catch {
    return undefined;
  }
}
