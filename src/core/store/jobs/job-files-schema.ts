import { z } from 'zod';
import { failureFromRecord } from '../../model/errors.ts';

const text = z.string();
const integer = z.number().int();
const facts = z.record(text, z.union([text, z.number(), z.boolean()]));
/** Why something failed. A code that this release doesn't know becomes `internal`. */
export const failure = z
  .object({ code: text, facts })
  .transform((it) => failureFromRecord(it.code, it.facts));

const collectedFile = z.object({
  name: text,
  path: text,
  sizeBytes: integer,
  durationMs: z.number(),
  demuxer: text,
});

/** One M4A file ready to post. */
export const encodedFile = z.object({
  name: text,
  part: integer,
  parts: integer,
  path: text,
  fileName: text,
  sizeBytes: integer,
  durationMs: z.number(),
  bitrateKbps: z.number(),
  peaks: z.array(z.number()).exactOptional(),
});

/** A voice message ready to post. */
export const voiceFile = z.object({
  path: text,
  sizeBytes: integer,
  durationMs: z.number(),
  peaks: z.array(z.number()),
});

/** A text file ready to post. */
export const documentFile = z.object({ path: text, fileName: text, mimeType: text, sizeBytes: integer });

/** Tracks that are not posted, each with its reason. */
export const missing = z.array(z.object({ name: text, failure, message: integer.exactOptional() }));

/** What the bot has of one track. */
export const track = z.discriminatedUnion('state', [
  z.object({ state: z.literal('awaited'), name: text }),
  collectedFile.extend({ state: z.literal('fetched') }),
  z.object({
    state: z.literal('encoded'),
    name: text,
    durationMs: z.number(),
    files: z.array(encodedFile),
  }),
  z.object({ state: z.literal('missing'), name: text, failure }),
]);

/** A picture ready to post. */
export const picture = z.object({ path: text, sizeBytes: integer });
