import type { InteractionHandle, ReplyHandle } from '../payload/reply-handle.ts';
import { madeAtMs } from '../payload/snowflake.ts';

const MINUTE = 60_000;
/** A reply can be edited for 15 minutes; the last half minute is a margin for slow uploads and clock skew. */
const USABLE_MS = 14.5 * MINUTE;
/** When the reply of an unfinished job shows its button. */
const CLOSING_MS = 14 * MINUTE;

/** Who waits longer has turned to something else. */
const PATIENCE_MS = 2 * MINUTE;

/** Whether the member has waited so long that a result should notify them. */
export function isPatienceOver(handle: ReplyHandle, nowMs: number): boolean {
  const askedAtMs = handle.kind === 'interaction' ? handle.createdAtMs : madeAtMs(handle.askedIn);
  return nowMs - askedAtMs > PATIENCE_MS;
}

/** Whether the interaction can still be replied to. */
export function isTokenUsable(handle: InteractionHandle, nowMs: number): boolean {
  return handle.token !== '' && nowMs - handle.createdAtMs < USABLE_MS;
}

/** Returns when the reply must explain how to continue without it; never, where the bot's own message shows the job. */
export function closingAtMs(handle: ReplyHandle): number | undefined {
  if (handle.kind === 'mention' || handle.status?.by === 'bot') return undefined;
  return handle.createdAtMs + CLOSING_MS;
}
