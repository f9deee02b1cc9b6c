import { z } from 'zod';
import { BotError } from '../../../core/model/errors.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import { type BoxKeys, seal, unseal } from '../../../core/model/secret-box.ts';
import type { InteractionAddress } from './interaction-header.ts';

const shared = {
  v: z.literal(1),
  /** The bot's permissions there: a bit set in decimal, as the interaction reported it. */
  permissions: z.string().regex(/^\d+$/),
  isThread: z.boolean(),
  /**
   * Whether the bot may use the channel itself: it was added to the server, or these are its direct messages.
   */
  isMember: z.boolean(),
  /** The largest file there in bytes, with a margin already subtracted. */
  maxFileBytes: z.number().int().positive(),
};

const interactionHandle = z.object({
  ...shared,
  kind: z.literal('interaction'),
  applicationId: z.string(),
  interactionId: z.string(),
  /** Encrypted: with it, anybody could post in the bot's name for 15 minutes. */
  token: z.string(),
  createdAtMs: z.number(),
  /** Whether only the member sees the deferred reply. Fixed when it was deferred. */
  isEphemeral: z.boolean(),
  /** The largest file in the bot's own messages there, which the member's subscription doesn't raise. */
  maxChannelFileBytes: z.number().int().positive().optional(),
  /** The public message that shows the job since AudioPod has it, where the deferred reply is for the member alone. */
  status: z
    .object({
      id: z.string(),
      /** A message of the bot's own, or another one of the interaction, where the bot may not write. */
      by: z.enum(['bot', 'token']),
    })
    .optional(),
  /** The deferred reply, for a later message to refer to. */
  messageId: z.string().optional(),
});

const mentionHandle = z.object({
  ...shared,
  kind: z.literal('mention'),
  /** The member's message. */
  askedIn: z.string(),
  /** The bot's reply to it, which becomes the result. */
  statusId: z.string(),
});

const handleSchema = z.discriminatedUnion('kind', [interactionHandle, mentionHandle]);

/** How to reply to a request later, from any process. */
export type ReplyHandle = z.infer<typeof handleSchema>;
/** The handle of an interaction. Its token is decrypted, or empty if it can't be decrypted any more. */
export type InteractionHandle = z.infer<typeof interactionHandle>;

/** Writes a handle for `origin.reply`, with the token encrypted. */
export function writeHandle(handle: ReplyHandle, keys: BoxKeys): string {
  if (handle.kind === 'mention') return JSON.stringify(handle);
  return JSON.stringify({ ...handle, token: seal(handle.token, purposeOf(handle), keys) });
}

/**
 * Reads `origin.reply`.
 *
 * @throws {BotError} `cannot-deliver` for one this adapter did not write.
 */
export function readHandle(origin: Origin, keys: BoxKeys): ReplyHandle {
  const handle = handleSchema.safeParse(jsonOf(origin.reply)).data;
  if (handle === undefined)
    throw new BotError('cannot-deliver', 'The reply handle was not written by this adapter');
  if (handle.kind === 'mention') return handle;
  return { ...handle, token: unseal(handle.token, purposeOf(handle), keys) ?? '' };
}

/** Returns the address for replies to an interaction. */
export function addressOf(handle: InteractionHandle): InteractionAddress {
  const { applicationId, interactionId, token } = handle;
  return { applicationId, interactionId, token };
}

function purposeOf(handle: InteractionHandle): string {
  return `discord-interaction:${handle.interactionId}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
