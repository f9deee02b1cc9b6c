import { z } from 'zod';
import type { Clock } from '../../../core/async/clock.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import type { BoxKeys } from '../../../core/model/secret-box.ts';
import type { Log } from '../../../core/ports/log.ts';
import { handleOf, isDirect, responseUrlOf } from '../deliver/reply-handle.ts';
import { type Drawn, withoutTable } from '../draw/message.ts';
import { postMessage } from '../web/post-message.ts';
import type { Respond } from '../web/response-url.ts';
import { SlackApiError } from '../web/slack-error.ts';
import type { SlackWeb } from '../web/slack-web.ts';

/** Sends a message that only the caller needs to see. Returns false if every way to them is closed. */
export type Tell = (origin: Origin, message: Drawn, signal: AbortSignal) => Promise<boolean>;

const accepted = z.object({});

/**
 * Creates the private reply. It uses the response URL, which works where the bot is no member. Without one,
 * it sends an ephemeral message or, in a direct message with the bot, a plain one; if all else is refused, a
 * direct message.
 */
export function createPrivateReply(parts: {
  readonly web: SlackWeb;
  readonly respond: Respond;
  readonly direct: (userId: string, signal: AbortSignal) => Promise<string>;
  readonly keys: BoxKeys;
  readonly clock: Clock;
  readonly log: Log;
}): Tell {
  const { web, respond, direct, keys, clock, log } = parts;

  const whisper = async (
    channel: string,
    threadTs: string | undefined,
    userId: string,
    message: Drawn,
    signal: AbortSignal,
  ) =>
    web.call(
      'chat.postEphemeral',
      (client) =>
        client.chat.postEphemeral({
          channel,
          user: userId,
          ...message,
          ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
        }),
      accepted,
      signal,
    );

  return async (origin, message, signal) => {
    const handle = handleOf(origin);
    const { channel } = origin;
    // Nobody would see a message in a thread that has not started.
    const thread = handle.isInThread ? origin.thread : undefined;
    const url = responseUrlOf(handle, keys, clock.now());
    const ways: readonly ((message: Drawn) => Promise<unknown>)[] = [
      ...(url === undefined
        ? []
        : [
            (drawn: Drawn) =>
              respond(url, { ...drawn, ...(thread === undefined ? {} : { threadTs: thread }) }, signal),
          ]),
      isDirect(channel)
        ? (drawn) => postMessage(web, { channel, threadTs: thread }, drawn, signal)
        : (drawn) => whisper(channel, thread, handle.userId, drawn, signal),
      async (drawn) => postMessage(web, { channel: await direct(handle.userId, signal) }, drawn, signal),
    ];
    for (const way of ways) {
      try {
        await withTableOrList(way, message);
        return true;
      } catch (error) {
        signal.throwIfAborted();
        log.info({ reason: error instanceof Error ? error.message : 'unknown' }, 'slack-reply-way-closed');
      }
    }
    log.warn({ tenant: origin.tenant }, 'slack-reply-lost');
    return false;
  };
}

/** Sends a message; with its table as a list if Slack refuses it, because it refuses some tables. */
async function withTableOrList(way: (message: Drawn) => Promise<unknown>, message: Drawn): Promise<void> {
  try {
    await way(message);
  } catch (error) {
    const plain = error instanceof SlackApiError ? withoutTable(message) : undefined;
    if (plain === undefined) throw error;
    await way(plain);
  }
}
