import { z } from 'zod';
import { BotError } from '../../../core/model/errors.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import { type BoxKeys, seal, unseal } from '../../../core/model/secret-box.ts';
import type { InteractionAddress } from './interaction-header.ts';

const shared = {
  v: z.literal(1),
  /** Permissions the bot had there, a bit set in decimal, as the interaction said. */
  permissions: z.string().regex(/^\d+$/),
  isThread: z.boolean(),
  /** True where the bot may use the channel by itself: its server has it, or it is its own direct messages. */
  isMember: z.boolean(),
  /** The largest file there, already with a margin. */
  maxFileBytes: z.number().int().positive(),
};

const interactionHandle = z.object({
  ...shared,
  kind: z.literal('interaction'),
  applicationId: z.string(),
  interactionId: z.string(),
  /** Sealed: it lets anybody post in the bot's name for 15 minutes. */
  token: z.string(),
  createdAtMs: z.number(),
  /** The deferred reply is seen by the member alone. Fixed when it was deferred. */
  isEphemeral: z.boolean(),
  /** The deferred reply, for a later message to refer to. */
  messageId: z.string().optional(),
});

const mentionHandle = z.object({
  ...shared,
  kind: z.literal('mention'),
  /** What the member wrote. */
  askedIn: z.string(),
  /** The bot's own reply to it, which becomes the result. */
  statusId: z.string(),
});

const handleSchema = z.discriminatedUnion('kind', [interactionHandle, mentionHandle]);

/** How to answer a request later, from any process. */
export type ReplyHandle = z.infer<typeof handleSchema>;
/** The same for an interaction. Its token is the open one here, and empty when it cannot be opened any more. */
export type InteractionHandle = z.infer<typeof interactionHandle>;

/** Writes a handle for `origin.reply`, with the token sealed. */
export function writeHandle(handle: ReplyHandle, keys: BoxKeys): string {
  if (handle.kind === 'mention') return JSON.stringify(handle);
  return JSON.stringify({ ...handle, token: seal(handle.token, purposeOf(handle), keys) });
}

/**
 * Reads `origin.reply` back.
 *
 * @throws {BotError} `cannot-deliver` for what this adapter never wrote.
 */
export function readHandle(origin: Origin, keys: BoxKeys): ReplyHandle {
  const handle = handleSchema.safeParse(jsonOf(origin.reply)).data;
  if (handle === undefined) throw new BotError('cannot-deliver', 'The reply handle is not of this adapter');
  if (handle.kind === 'mention') return handle;
  return { ...handle, token: unseal(handle.token, purposeOf(handle), keys) ?? '' };
}

/** Where the answer of an interaction goes. */
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
