import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Origin } from '../../../core/model/job/origin.ts';
import type { Locale } from '../../../core/model/locale.ts';
import { type BoxKeys, seal, unseal } from '../../../core/model/secret-box.ts';
import { RESPONSE_URL_MS } from '../web/response-url.ts';

/** The name of this adapter in origins. */
export const PLATFORM = 'slack';

/** What an origin carries besides its channel and thread, so that any process can reply later. */
export interface ReplyHandle {
  /** Identifies the request permanently; the adapter's memory uses it as a key. */
  readonly id: string;
  readonly userId: string;
  /** When it was asked; absent in what earlier versions stored. */
  readonly askedAtMs?: number;
  /** Whether the request came from inside a thread, so that private replies belong there too. */
  readonly isInThread: boolean;
  /** The response URL, encrypted, and until when it works. */
  readonly respond?: { readonly sealed: string; readonly untilMs: number };
  /** AudioPod has the job, so that what becomes of it concerns all who read its status. */
  readonly isAnnounced?: true;
}

/** Where a request was made, and by whom. */
export interface Asking {
  readonly teamId: string;
  readonly userId: string;
  readonly locale: Locale;
  readonly channel: string;
  /** The `ts` of the message at the top of the thread, never of a reply in it. */
  readonly threadTs?: string;
  /** Whether the person is in that thread already, or the reply will start it. */
  readonly isInThread?: boolean;
  readonly responseUrl?: string;
  /** Until when the response URL works; 29 minutes from now unless it was passed on. */
  readonly respondUntilMs?: number;
}

const shape = z.object({
  id: z.string().min(1),
  userId: z.string().min(1),
  askedAtMs: z.number().exactOptional(),
  isInThread: z.boolean(),
  respond: z.object({ sealed: z.string(), untilMs: z.number() }).optional(),
  isAnnounced: z.literal(true).exactOptional(),
});

/** Returns the origin of a request; its tenant and member are those whose budget it uses. */
export function originOf(asking: Asking, keys: BoxKeys, nowMs: number): Origin {
  const { teamId, userId, locale, channel, threadTs, responseUrl } = asking;
  const id = randomBytes(9).toString('base64url');
  const untilMs = asking.respondUntilMs ?? nowMs + RESPONSE_URL_MS;
  const handle: ReplyHandle = {
    id,
    userId,
    askedAtMs: nowMs,
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

/**
 * Reads the handle.
 * @throws {z.ZodError} | {SyntaxError} for one this adapter did not write.
 */
export function handleOf(origin: Origin): ReplyHandle {
  const { respond, ...handle } = shape.parse(JSON.parse(origin.reply));
  return { ...handle, ...(respond === undefined ? {} : { respond }) };
}

/** Returns the response URL while it can still be used. */
export function responseUrlOf(handle: ReplyHandle, keys: BoxKeys, nowMs: number): string | undefined {
  const { id, respond } = handle;
  return respond === undefined || nowMs >= respond.untilMs
    ? undefined
    : unseal(respond.sealed, purpose(id), keys);
}

/** Returns the reply handle of a job that AudioPod has. */
export function announced(origin: Origin): string {
  const handle: ReplyHandle = { ...handleOf(origin), isAnnounced: true };
  return JSON.stringify(handle);
}

/** Whether a request's messages are for the member alone wherever they go. */
export function isReadAlone({ visibility, channel }: Pick<Origin, 'visibility' | 'channel'>): boolean {
  return visibility === 'private' || isDirect(channel);
}

/** Whether a channel is a direct message; with the bot, unless Slack reports that the bot is not in it. */
export function isDirect(channel: string): boolean {
  return channel.startsWith('D');
}

function purpose(id: string): string {
  return `slack-reply:${id}`;
}
