import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
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

/** Reads the transcript that was kept with a post; `undefined` if it can't be read. */
export async function readTranscript(content: Readable): Promise<readonly Segment[] | undefined> {
  try {
    return kept.parse(JSON.parse(await text(content))).segments;
  } catch {
    return undefined;
  }
}
