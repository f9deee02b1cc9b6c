import { BotError } from '../../../core/model/errors.ts';
import type { BoxKeys } from '../../../core/model/secret-box.ts';
import type { VoiceMessageAdapter } from '../../../core/ports/delivery.ts';
import type { Log } from '../../../core/ports/log.ts';
import { readHandle } from '../payload/reply-handle.ts';
import { safeFileBytes } from '../payload/upload-limit.ts';
import type { DiscordApi } from '../rest/discord-api.ts';
import { refusalOf } from '../rest/discord-refusal.ts';
import { askedIn, mayPostIn, permissionsToPost } from './fallback-targets.ts';
import type { ReplyOrder } from './reply-order.ts';
import { nonceOf } from './target.ts';

/** Discord names no limit. In a longer speech people want to go back and forth, which a player is better for. */
const MAX_DURATION_MS = 10 * 60_000;

/**
 * Sends voice messages of Discord's own. A reply that was deferred cannot become one, and follow-ups and direct messages
 * are not documented to be; so it is a message of the bot's own in the channel, for which it has to be a member
 * there and allowed to send them, and which everybody sees (Discord facts 2.5).
 *
 * @param parts.uploadFloorBytes what every channel takes; no interaction's limit holds for the bot's own messages.
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
        if (refusal.trouble === 'later' || refusal.trouble === 'unauthorized') {
          throw new BotError('delivery-failed', 'The voice message did not get through', { cause: refusal });
        }
        log.info({ job: jobId, error: refusal }, 'voice-message-refused');
        return undefined;
      }
    },
  };
}
