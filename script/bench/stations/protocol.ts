import { z } from 'zod';

/** A command as somebody sends it. Its options are typed in their order where a platform knows lines only. */
const call = z.object({
  name: z.string(),
  subcommand: z.string().optional(),
  options: z.record(z.string(), z.string()).default({}),
});

/** Many commands, sent at fixed moments whether or not those before them are answered. */
export const volleyShape = z.object({
  /** Taken in turn. */
  calls: z.array(call).min(1),
  count: z.int().positive(),
  perSecond: z.number().positive(),
});

/** How a bot reaches a station, and who asks there. */
export const introductionShape = z.object({
  /** What the program is told by its environment. */
  variables: z.record(z.string(), z.string()),
  /** As in the origin of a job. */
  tenant: z.string(),
  member: z.string(),
  /** The platform's id of the channel in which everything is asked. */
  channel: z.string(),
});

/** How long each command waited for its acknowledgement, in their order; `null` where none came in time. */
export const ackShape = z.object({ ackMs: z.array(z.number().nullable()) });

/** How many acknowledged commands nobody answered. */
export const answeredShape = z.object({ unanswered: z.int().nonnegative() });

/** Where a bot is called that does not connect by itself. */
export const addressShape = z.object({ url: z.string() });

/** How many sounds have to be there. */
export const soundsShape = z.object({ count: z.int().positive() });

export type Call = z.infer<typeof call>;
export type Volley = z.input<typeof volleyShape>;
export type Introduction = z.infer<typeof introductionShape>;
