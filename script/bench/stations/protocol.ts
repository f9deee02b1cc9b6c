import { z } from 'zod';

/** A command as a member sends it. Options are typed in their order on a platform that only has lines. */
const call = z.object({
  name: z.string(),
  subcommand: z.string().optional(),
  options: z.record(z.string(), z.string()).default({}),
});

/** A series of commands, sent at fixed moments whether or not earlier ones are answered. */
export const volleyShape = z.object({
  /** Used in rotation. */
  calls: z.array(call).min(1),
  count: z.int().positive(),
  perSecond: z.number().positive(),
});

/** How a bot reaches a station, and the origin of its commands. */
export const introductionShape = z.object({
  /** The environment of the program. */
  variables: z.record(z.string(), z.string()),
  /** As in the origin of a job. */
  tenant: z.string(),
  member: z.string(),
  /** The platform's id of the channel where every command is sent. */
  channel: z.string(),
});

/**
 * How long each command waited for its acknowledgement, in order; `null` for one that came too late or never.
 */
export const ackShape = z.object({ ackMs: z.array(z.number().nullable()) });

/** The number of acknowledged commands without a reply. */
export const answeredShape = z.object({ unanswered: z.int().nonnegative() });

/** Where to call a bot that does not connect by itself, or where the bot calls. */
export const addressShape = z.object({ url: z.string() });

/** The number of audio files to wait for. */
export const soundsShape = z.object({ count: z.int().positive() });

/** The number of audio files that arrived. */
export const countShape = z.object({ count: z.int().nonnegative() });

export type Call = z.infer<typeof call>;
export type Volley = z.input<typeof volleyShape>;
export type Introduction = z.infer<typeof introductionShape>;
