import type { types } from '@slack/bolt';
import { request } from 'undici';
import type { Clock } from '../../../core/async/clock.ts';
import { SlackApiError, SlackTimeout } from './slack-error.ts';

/** A message only the caller sees. */
export interface EphemeralMessage {
  readonly text: string;
  readonly blocks: readonly types.KnownBlock[];
  readonly threadTs?: string;
}

/** Replies to an interaction at its response URL: up to five times, within 30 minutes, without a token. */
export interface Respond {
  /** Sends a message that only the caller sees. */
  (url: string, message: EphemeralMessage, signal: AbortSignal): Promise<void>;
  /** Removes the message whose button was pressed, for all who see it. */
  remove(url: string, signal: AbortSignal): Promise<void>;
}

/** Slack promises 30 minutes; the rest is a margin for clock skew. */
export const RESPONSE_URL_MS = 29 * 60_000;
const DEADLINE_MS = 10_000;
const METHOD = 'response_url';

/** @param apiUrl addresses on its host count as Slack too, so that a test server can replace Slack. */
export function createRespond(apiUrl: string, clock: Clock): Respond {
  const apiHost = new URL(apiUrl).host;
  const send = async (url: string, body: object, signal: AbortSignal): Promise<void> => {
    const target = URL.parse(url);
    const isSlack =
      target !== null &&
      (target.host === apiHost ||
        (target.protocol === 'https:' && /(^|\.)slack\.com$/.test(target.hostname)));
    if (!isSlack) throw new SlackApiError(METHOD, 'not_slack');
    // Costs a third of what `fetch` does, and follows no redirects.
    const answer = await request(target, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.any([signal, clock.timeout(DEADLINE_MS)]),
    }).catch((cause: unknown) => {
      signal.throwIfAborted();
      throw new SlackTimeout(METHOD, 'unanswered', { cause });
    });
    // Only the status matters, but the body must be read to its end to free the connection.
    await answer.body.dump();
    const { statusCode } = answer;
    if (statusCode === 429) throw new SlackTimeout(METHOD, 'rate-limited');
    if (statusCode < 200 || statusCode > 299) throw new SlackApiError(METHOD, `http_${statusCode}`);
  };
  const respond = ({ text, blocks, threadTs }: EphemeralMessage): object => ({
    response_type: 'ephemeral',
    replace_original: false,
    text,
    blocks,
    ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
  });
  return Object.assign(
    (url: string, message: EphemeralMessage, signal: AbortSignal) => send(url, respond(message), signal),
    { remove: (url: string, signal: AbortSignal) => send(url, { delete_original: true }, signal) },
  );
}
