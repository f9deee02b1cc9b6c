import type { InteractionHandle } from '../payload/reply-handle.ts';

const MINUTE = 60_000;
/** A reply can be edited for 15 minutes; the last half of one is left to slow uploads and clocks. */
const USABLE_MS = 14.5 * MINUTE;
/** When an unfinished job's reply offers its button. */
const CLOSING_MS = 14 * MINUTE;

/** True while the interaction can still be answered. */
export function isTokenUsable(handle: InteractionHandle, nowMs: number): boolean {
  return handle.token !== '' && nowMs - handle.createdAtMs < USABLE_MS;
}

/** When the reply has to say how to go on without it. */
export function closingAtMs(handle: InteractionHandle): number {
  return handle.createdAtMs + CLOSING_MS;
}
