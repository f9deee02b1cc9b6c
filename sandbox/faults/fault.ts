import { z } from 'zod';

const when = (fallback: 'before' | 'after') => z.enum(['before', 'after']).default(fallback);

/** A fault without parameters: `{"kind": …}`. */
const plain = <K extends string>(kind: K) => z.strictObject({ kind: z.literal(kind) });

/**
 * Every fault that can be injected.
 *
 * `when` is the side of the work on which the fault applies: `before`, nothing was done; `after`, the job
 * exists and the client does not learn of it.
 */
export const faultSchema = z.discriminatedUnion('kind', [
  // Faults of the whole response.
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(400).max(599),
    retryAfterSeconds: z.number().nonnegative().optional(),
    /** Body shape of AudioPod API notes 9.2; each status has a usual one. */
    shape: z.enum(['A', 'B', 'C', 'D', 'E', 'F', 'G']).optional(),
    /** Sent unchanged, instead of any shape. */
    body: z.json().optional(),
    when: when('before'),
  }),
  z.strictObject({ kind: z.literal('garbage'), when: when('after') }),
  z.strictObject({ kind: z.literal('drop'), when: when('before') }),
  z.strictObject({ kind: z.literal('slow'), delayMs: z.number().nonnegative(), when: when('after') }),
  // Faults of the form of a good response. One that finds nothing to change waits for the next response.
  plain('id-as-string'),
  plain('job-id-only'),
  plain('wrapped-job'),
  plain('unknown-status'),
  plain('no-progress'),
  plain('no-length'),
  plain('list-as-object'),
  plain('bare-money'),
  plain('zoneless-times'),
  plain('other-case'),
  plain('list-as-array'),
  plain('voices-as-object'),
  plain('presets-as-list'),
  plain('no-segments'),
  plain('speaker-segments'),
  /** Sends a text document as JSON: the bare text, or an object with it in this field. */
  z.strictObject({
    kind: z.literal('wrapped-text'),
    as: z.enum(['string', 'transcript', 'content', 'text']).default('transcript'),
  }),
  plain('no-url'),
  plain('missing-stem'),
  plain('empty-stem'),
  plain('expired-links'),
  // Faults chosen at submit and kept by the job.
  z.strictObject({
    kind: z.literal('fail'),
    reason: z.string().default('The audio could not be processed.'),
    field: z.enum(['error_message', 'error']).default('error_message'),
  }),
  plain('hold'),
  z.strictObject({
    kind: z.literal('damaged-audio'),
    how: z.enum(['garbage', 'cut']).default('garbage'),
    /** One stem alone; by default every file of the result. */
    stem: z.string().optional(),
  }),
  plain('real-mp3'),
  // Faults of a download.
  z.strictObject({ kind: z.literal('truncate'), keepBytes: z.int().nonnegative().default(1000) }),
  // Faults of webhook events.
  z.strictObject({ kind: z.literal('webhook-late'), delayMs: z.number().nonnegative().default(60_000) }),
  plain('webhook-twice'),
  z.strictObject({
    kind: z.literal('webhook-forged'),
    how: z.enum(['signature', 'wrong-secret', 'unsigned', 'body']).default('signature'),
  }),
  /** The signed timestamp is this old. */
  z.strictObject({ kind: z.literal('webhook-old'), ageMs: z.number().default(3_600_000) }),
  /** The event is sent after the next one. */
  plain('webhook-swapped'),
  plain('webhook-never'),
]);

export type Fault = z.infer<typeof faultSchema>;
export type FaultKind = Fault['kind'];
export type FaultOf<K extends FaultKind> = Extract<Fault, { kind: K }>;

/** A fault, where it applies and how often. */
export const faultRuleSchema = z.strictObject({
  /** `*`, a service (`stems`), an operation (`stems.submit`), or a path prefix starting with `/`. */
  on: z.string().min(1).default('*'),
  /** How often the fault applies; `lasting` is until it is cleared. */
  times: z.union([z.int().positive(), z.literal('lasting')]).default(1),
  fault: faultSchema,
});

/** A rule as callers write it; fields with a default are optional. */
export type FaultRuleInput = z.input<typeof faultRuleSchema>;

/** An active rule. */
export interface FaultRule extends z.infer<typeof faultRuleSchema> {
  readonly id: number;
}
