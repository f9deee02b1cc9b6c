import type { InteractionHandle } from '../payload/reply-handle.ts';

const MINUTE = 60_000;
/** A reply can be edited for 15 minutes; the last half minute is a margin for slow uploads and clock skew. */
const USABLE_MS = 14.5 * MINUTE;
/** When the reply of an unfinished job shows its button. */
const CLOSING_MS = 14 * MINUTE;

/** Whether the interaction can still be replied to. */
export function isTokenUsable(handle: InteractionHandle, nowMs: number): boolean {
  return handle.token !== '' && nowMs - handle.createdAtMs < USABLE_MS;
}

/** Returns when the reply must explain how to continue without it. */
export function closingAtMs(handle: InteractionHandle): number {
  return handle.createdAtMs + CLOSING_MS;
}
