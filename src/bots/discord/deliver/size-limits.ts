import type { PostLimits } from '../../../core/ports/delivery.ts';
import type { ReplyHandle } from '../payload/reply-handle.ts';
import { MAX_POST_FILES, safeFileBytes } from '../payload/upload-limit.ts';
import { isTokenUsable } from './token-life.ts';

/** Sizes that hold for a place, and what was learned where Discord took less than it had announced. */
export interface SizeLimits {
  of(handle: ReplyHandle, nowMs: number): PostLimits;
  /**
   * A file of this size was refused. Lowers the limit of this place, once.
   *
   * @returns false when it had been lowered before: then making files smaller again is no way out.
   */
  lower(handle: ReplyHandle, refusedBytes: number): boolean;
}

/** A refused file is made at most this large at the next try: the next rungs of the bitrate ladder fit in. */
const STEP = 0.6;
const MAX_REMEMBERED = 1_000;

/** @param uploadFloorBytes what every channel takes; no interaction's limit holds for the bot's own messages. */
export function createSizeLimits(uploadFloorBytes: number): SizeLimits {
  const lowered = new Map<string, number>();
  const floor = safeFileBytes(uploadFloorBytes);
  return {
    of(handle, nowMs) {
      const isReply = handle.kind === 'interaction' && isTokenUsable(handle, nowMs);
      const announced =
        isReply || handle.kind === 'mention' ? handle.maxFileBytes : Math.min(handle.maxFileBytes, floor);
      return {
        maxFileBytes: Math.min(announced, lowered.get(placeOf(handle)) ?? announced),
        maxFilesPerPost: MAX_POST_FILES,
        // Files beyond what one request holds are added by edits, so the bytes of a message have no limit.
        maxPostBytes: Number.MAX_SAFE_INTEGER,
      };
    },
    lower(handle, refusedBytes) {
      const place = placeOf(handle);
      if (lowered.has(place)) return false;
      lowered.set(place, Math.min(floor, Math.floor(refusedBytes * STEP)));
      for (const oldest of lowered.keys()) {
        if (lowered.size <= MAX_REMEMBERED) break;
        lowered.delete(oldest);
      }
      return true;
    },
  };
}

function placeOf(handle: ReplyHandle): string {
  return handle.kind === 'interaction' ? handle.interactionId : handle.statusId;
}
