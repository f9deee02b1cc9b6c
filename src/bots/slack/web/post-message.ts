import { z } from 'zod';
import type { Drawn } from '../draw/message.ts';
import type { SlackWeb } from './slack-web.ts';

const posted = z.object({ channel: z.string().min(1), ts: z.string().min(1) });

/**
 * Posts a message of the bot. Its links show no preview.
 *
 * @returns where it is, with Slack's channel id.
 * @throws {SlackApiError} | {SlackTimeout}.
 */
export async function postMessage(
  web: SlackWeb,
  place: { readonly channel: string; readonly threadTs?: string | undefined },
  message: Drawn,
  signal: AbortSignal,
): Promise<{ readonly channel: string; readonly ts: string }> {
  const { channel, threadTs } = place;
  return web.call(
    'chat.postMessage',
    (client) =>
      client.chat.postMessage({
        channel,
        ...message,
        ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
        unfurl_links: false,
        unfurl_media: false,
      }),
    posted,
    signal,
  );
}
