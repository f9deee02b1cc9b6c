import type { BoxKeys } from '../../../core/model/secret-box.ts';
import type { VoiceMessageAdapter } from '../../../core/ports/delivery.ts';
import type { Log } from '../../../core/ports/log.ts';
import { readHandle } from '../payload/reply-handle.ts';
import { safeFileBytes } from '../payload/upload-limit.ts';
import type { DiscordApi } from '../rest/discord-api.ts';
import { refusalOf } from '../rest/discord-refusal.ts';
import { asDeliveryError, refusesEverywhere } from './delivery-error.ts';
import { askedIn, mayPostIn, permissionsToPost } from './fallback-targets.ts';
import type { ReplyOrder } from './reply-order.ts';
import { nonceOf } from './target.ts';

/** Discord documents no limit. In longer speech people want to seek, which a player does better. */
const MAX_DURATION_MS = 10 * 60_000;

/**
 * Sends Discord voice messages. A deferred reply cannot become one, and follow-ups and direct messages are
 * not documented to. So it is a message of the bot's own in the channel: the bot must be a member there and
 * allowed to send voice messages, and everybody sees it (Discord facts 2.5).
 *
 * @param parts.uploadFloorBytes what every channel accepts; an interaction's limit doesn't cover the bot's
 * own messages.
 */
export function createVoiceMessageAdapter(parts: {
  readonly api: Pick<DiscordApi, 'sendVoice'>;
  readonly gate: ReplyOrder;
  readonly keys: BoxKeys;
  readonly uploadFloorBytes: number;
  readonly log: Log;
}): VoiceMessageAdapter {
  const { api, gate, keys, log } = parts;
  const maxFileBytes = safeFileBytes(parts.uploadFloorBytes);
  return {
    limits(origin) {
      const handle = readHandle(origin, keys);
      return mayPostIn(origin, handle, [...permissionsToPost(handle), 'voice'])
        ? { maxFileBytes, maxDurationMs: MAX_DURATION_MS }
        : undefined;
    },
    async post(origin, { key, jobId, path, sizeBytes, durationMs, peaks }, signal) {
      const handle = readHandle(origin, keys);
      await gate.passed(handle.kind === 'interaction' ? handle.interactionId : handle.statusId, signal);
      const file = { path, fileName: 'voice-message.ogg', mimeType: 'audio/ogg', sizeBytes, title: '' };
      const replyTo = askedIn(handle);
      const extra = { nonce: nonceOf(key), ...(replyTo !== undefined && { replyTo }) };
      try {
        const sent = await api.sendVoice(origin.channel, { file, durationMs, peaks }, extra, signal);
        log.info({ job: jobId, place: 'channel', files: 1 }, 'posted');
        return sent.id;
      } catch (error) {
        signal.throwIfAborted();
        const refusal = refusalOf(error);
        if (refusesEverywhere(refusal)) {
          throw asDeliveryError(refusal, 'The voice message did not get through');
        }
        log.info({ job: jobId, error: refusal }, 'voice-message-refused');
        return undefined;
      }
    },
  };
}
