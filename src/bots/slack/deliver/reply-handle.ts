import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Origin } from '../../../core/model/job/origin.ts';
import type { Locale } from '../../../core/model/locale.ts';
import { type BoxKeys, seal, unseal } from '../../../core/model/secret-box.ts';
import { RESPONSE_URL_MS } from '../web/response-url.ts';

/** The name of this adapter in origins. */
export const PLATFORM = 'slack';

/** What an origin carries besides its channel and thread, to answer later and from any process. */
export interface ReplyHandle {
  /** Names the request for ever; what the adapter remembers about it is kept under this. */
  readonly id: string;
  readonly userId: string;
  /** It was asked inside a thread, so that what is whispered belongs there too. */
  readonly isInThread: boolean;
  /** The response address, sealed, and until when it works. */
  readonly respond?: { readonly sealed: string; readonly untilMs: number };
}

/** Where and by whom something was asked. */
export interface Asking {
  readonly teamId: string;
  readonly userId: string;
  readonly locale: Locale;
  readonly channel: string;
  /** The `ts` of the message at the top of the thread, never of a reply in it. */
  readonly threadTs?: string;
  /** Whether that thread is where the person is, and not one the answer will begin. */
  readonly isInThread?: boolean;
  readonly responseUrl?: string;
  /** Until when the response address works; 29 minutes from now unless it was handed on. */
  readonly respondUntilMs?: number;
}

const shape = z.object({
  id: z.string().min(1),
  userId: z.string().min(1),
  isInThread: z.boolean(),
  respond: z.object({ sealed: z.string(), untilMs: z.number() }).optional(),
});

/** The origin of what was asked; also the tenant and member on whose budget it runs. */
export function originOf(asking: Asking, keys: BoxKeys, nowMs: number): Origin {
  const { teamId, userId, locale, channel, threadTs, responseUrl } = asking;
  const id = randomBytes(9).toString('base64url');
  const untilMs = asking.respondUntilMs ?? nowMs + RESPONSE_URL_MS;
  const handle: ReplyHandle = {
    id,
    userId,
    isInThread: asking.isInThread ?? false,
    ...(responseUrl === undefined
      ? {}
      : { respond: { sealed: seal(responseUrl, purpose(id), keys), untilMs } }),
  };
  return {
    platform: PLATFORM,
    tenant: `${PLATFORM}:${teamId}`,
    channel,
    ...(threadTs === undefined ? {} : { thread: threadTs }),
    member: `${PLATFORM}:${teamId}:${userId}`,
    locale,
    visibility: 'public',
    reply: JSON.stringify(handle),
  };
}

/** Reads the handle back. @throws {z.ZodError} | {SyntaxError} for one this adapter did not write. */
export function handleOf(origin: Origin): ReplyHandle {
  const { respond, ...handle } = shape.parse(JSON.parse(origin.reply));
  return { ...handle, ...(respond === undefined ? {} : { respond }) };
}

/** The response address, while it can still be used. */
export function responseUrlOf(handle: ReplyHandle, keys: BoxKeys, nowMs: number): string | undefined {
  const { id, respond } = handle;
  return respond === undefined || nowMs >= respond.untilMs
    ? undefined
    : unseal(respond.sealed, purpose(id), keys);
}

/** A direct message; of the bot with somebody, unless Slack says that the bot is not in it. */
export function isDirect(channel: string): boolean {
  return channel.startsWith('D');
}

function purpose(id: string): string {
  return `slack-reply:${id}`;
}
