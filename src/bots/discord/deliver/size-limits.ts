import type { Origin } from '../../../core/model/job/origin.ts';
import type { PostLimits } from '../../../core/ports/delivery.ts';
import type { InteractionHandle, ReplyHandle } from '../payload/reply-handle.ts';
import { MAX_POST_FILES, safeFileBytes } from '../payload/upload-limit.ts';
import { mayPostIn, permissionsToPost } from './fallback-targets.ts';
import { isTokenUsable } from './token-life.ts';

/** Size limits per channel, lowered where Discord accepted less than it had announced. */
export interface SizeLimits {
  of(origin: Pick<Origin, 'visibility'>, handle: ReplyHandle, nowMs: number): PostLimits;
  /**
   * Lowers the channel's limit, once, after a file of this size was refused.
   *
   * @returns false if it had been lowered before: smaller files are no way out then.
   */
  lower(handle: ReplyHandle, refusedBytes: number): boolean;
}

/**
 * A refused file may have at most this share of its size next time; the next steps of the bitrate ladder fit
 * in.
 */
const STEP = 0.6;
const MAX_REMEMBERED = 1_000;

/**
 * @param uploadFloorBytes what every channel accepts; an interaction's limit doesn't cover the bot's own
 * messages.
 */
export function createSizeLimits(uploadFloorBytes: number): SizeLimits {
  const lowered = new Map<string, number>();
  const floor = safeFileBytes(uploadFloorBytes);
  return {
    of(origin, handle, nowMs) {
      const announced =
        handle.kind === 'interaction' && isOwnMessage(origin, handle, nowMs)
          ? (handle.maxChannelFileBytes ?? Math.min(handle.maxFileBytes, floor))
          : handle.maxFileBytes;
      return {
        maxFileBytes: Math.min(announced, lowered.get(placeOf(handle)) ?? announced),
        maxFilesPerPost: MAX_POST_FILES,
        // Files beyond one request are added by edits, so a message has no limit in bytes.
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

/** Whether a result comes in a message of the bot's own, which an interaction's limit doesn't cover. */
function isOwnMessage(origin: Pick<Origin, 'visibility'>, handle: InteractionHandle, nowMs: number): boolean {
  if (!isTokenUsable(handle, nowMs)) return true;
  if (!handle.isEphemeral || handle.status?.by === 'token') return false;
  return mayPostIn(origin, handle, permissionsToPost(handle));
}

function placeOf(handle: ReplyHandle): string {
  return handle.kind === 'interaction' ? handle.interactionId : handle.statusId;
}
