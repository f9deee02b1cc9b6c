import { z } from 'zod';

const when = (fallback: 'before' | 'after') => z.enum(['before', 'after']).default(fallback);

/** `{"kind": …}` with nothing else to say. */
const plain = <K extends string>(kind: K) => z.strictObject({ kind: z.literal(kind) });

/**
 * Everything that can go wrong on purpose. `when` says on which side of the work the fault strikes: `before`, nothing
 * was done; `after`, the job exists and the client does not learn it.
 */
export const faultSchema = z.discriminatedUnion('kind', [
  // The answer as a whole.
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(400).max(599),
    retryAfterSeconds: z.number().nonnegative().optional(),
    /** Body shape of AudioPod API notes 9.2; each status has a usual one. */
    shape: z.enum(['A', 'B', 'C', 'D', 'E', 'F', 'G']).optional(),
    /** Sent as it is, instead of any shape. */
    body: z.json().optional(),
    when: when('before'),
  }),
  z.strictObject({ kind: z.literal('garbage'), when: when('after') }),
  z.strictObject({ kind: z.literal('drop'), when: when('before') }),
  z.strictObject({ kind: z.literal('slow'), delayMs: z.number().nonnegative(), when: when('after') }),
  // The form of a good answer. One that finds nothing to change in an answer waits for the next.
  plain('id-as-string'),
  plain('job-id-only'),
  plain('wrapped-job'),
  plain('unknown-status'),
  plain('no-progress'),
  plain('list-as-object'),
  plain('bare-money'),
  plain('zoneless-times'),
  plain('other-case'),
  plain('list-as-array'),
  plain('voices-as-object'),
  plain('presets-as-list'),
  plain('no-segments'),
  plain('speaker-segments'),
  /** A text document arrives as JSON: the bare text, or an object with it in this field. */
  z.strictObject({
    kind: z.literal('wrapped-text'),
    as: z.enum(['string', 'transcript', 'content', 'text']).default('transcript'),
  }),
  plain('no-url'),
  plain('missing-stem'),
  plain('empty-stem'),
  plain('expired-links'),
  // Chosen at submit, kept by the job.
  z.strictObject({
    kind: z.literal('fail'),
    reason: z.string().default('The audio could not be processed.'),
    field: z.enum(['error_message', 'error']).default('error_message'),
  }),
  plain('hold'),
  z.strictObject({ kind: z.literal('damaged-audio'), how: z.enum(['garbage', 'cut']).default('garbage') }),
  plain('real-mp3'),
  // A download.
  z.strictObject({ kind: z.literal('truncate'), keepBytes: z.int().nonnegative().default(1000) }),
]);

export type Fault = z.infer<typeof faultSchema>;
export type FaultKind = Fault['kind'];
export type FaultOf<K extends FaultKind> = Extract<Fault, { kind: K }>;

/** A fault, where it strikes and how often. */
export const faultRuleSchema = z.strictObject({
  /** `*`, a service (`stems`), an operation (`stems.submit`), or a path prefix beginning with `/`. */
  on: z.string().min(1).default('*'),
  /** Strikes this often, or until it is cleared. */
  times: z.union([z.int().positive(), z.literal('lasting')]).default(1),
  fault: faultSchema,
});

/** A rule as callers write it; what has a default may be left out. */
export type FaultRuleInput = z.input<typeof faultRuleSchema>;

/** A rule in force. */
export interface FaultRule extends z.infer<typeof faultRuleSchema> {
  readonly id: number;
}
