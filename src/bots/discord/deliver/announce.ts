import type { Clock } from '../../../core/async/clock.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import type { BoxKeys } from '../../../core/model/secret-box.ts';
import type { DeliveryAdapter } from '../../../core/ports/delivery.ts';
import type { Log } from '../../../core/ports/log.ts';
import { drawProgress } from '../draw/draw-progress.ts';
import { addressOf, type InteractionHandle, readHandle, writeHandle } from '../payload/reply-handle.ts';
import type { DiscordApi } from '../rest/discord-api.ts';
import { refusalOf } from '../rest/discord-refusal.ts';
import type { OutgoingMessage } from '../rest/outgoing.ts';
import { say } from '../text/words.ts';
import { refusesEverywhere } from './delivery-error.ts';
import { mayPostIn, permissionsToPost, userIdOf } from './fallback-targets.ts';
import type { ProgressPace } from './progress-pace.ts';
import { channelOf } from './target.ts';
import { isTokenUsable } from './token-life.ts';

type Status = NonNullable<InteractionHandle['status']>;

/**
 * Shows a job to everybody once AudioPod has it. Until then its reply is for the member alone, so that what is refused
 * never reaches the channel.
 *
 * Where the bot may write, the job gets a message of the bot's own, which can be edited for as long as the job takes;
 * the private reply is then removed. Elsewhere it gets another message of the interaction. Then the private reply
 * stays: it must be edited first, or the new message would fill it in, and Discord has refused messages after one
 * that was deleted (Discord facts 1.2 and 10).
 */
export function createAnnounce(parts: {
  readonly api: DiscordApi;
  readonly pace: Pick<ProgressPace, 'finish' | 'drawn'>;
  readonly keys: BoxKeys;
  readonly clock: Clock;
  readonly log: Log;
}): NonNullable<DeliveryAdapter['announce']> {
  const { api, pace, keys, clock, log } = parts;

  const asBot = async (
    origin: Origin,
    message: OutgoingMessage,
    key: string,
    signal: AbortSignal,
  ): Promise<Status | undefined> => {
    try {
      return { id: (await channelOf(api, origin.channel, key).first(message, signal)).id, by: 'bot' };
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusesEverywhere(refusal)) throw refusal;
      log.info({ error: refusal }, 'status-refused');
      return undefined;
    }
  };

  const byToken = async (
    { locale }: Origin,
    handle: InteractionHandle,
    message: OutgoingMessage,
    signal: AbortSignal,
  ): Promise<Status> => {
    const to = addressOf(handle);
    await api.editOriginal(to, { content: say(locale, 'discord.shown-below'), buttons: [] }, signal);
    return { id: (await api.followUp(to, message, false, signal)).id, by: 'token' };
  };

  return async (origin, progress, signal) => {
    const handle = readHandle(origin, keys);
    if (handle.kind === 'mention' || !handle.isEphemeral || handle.status !== undefined) return undefined;
    if (origin.visibility === 'private') return undefined;
    // Nothing may be drawn in the private reply any more.
    await pace.finish(progress.jobId);
    const message = drawProgress(progress, origin, userIdOf(origin));
    const mayPost = mayPostIn(origin, handle, permissionsToPost(handle));
    const own = mayPost ? await asBot(origin, message, `${progress.jobId} status`, signal) : undefined;
    const isUsable = isTokenUsable(handle, clock.now());
    const status = own ?? (isUsable ? await byToken(origin, handle, message, signal) : undefined);
    if (status === undefined) return undefined;
    const reply = writeHandle({ ...handle, status }, keys);
    pace.drawn({ ...origin, reply }, progress);
    if (status.by === 'bot' && isUsable) {
      await api
        .withdraw(addressOf(handle), '@original', signal)
        .catch((error: unknown) => log.info({ error: refusalOf(error) }, 'private-reply-not-removed'));
    }
    return reply;
  };
}
