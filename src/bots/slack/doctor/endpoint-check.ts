import { createHmac, randomUUID } from 'node:crypto';
import { broken, type Check, inOrder, warning } from '../../../core/model/check.ts';
import { EVENTS_PATH } from '../connect/http-entrance.ts';
import type { SlackLook } from './slack-look.ts';

/** Older than Slack's five minutes. */
const SKEW_S = 600;
/** A page in between may be of any size; what the bot answers is short. */
const SHOWN_CHARACTERS = 1_000;

/** Sends to the bot's public address what Slack sends when the address is entered. */
export const endpointCheck: Check<SlackLook> = {
  name: 'slack.endpoint',
  looksAt:
    'Over HTTP: whether the running bot answers a signed `url_verification` at `PUBLIC_URL`, and refuses an old one',
  remedy: 'Start the bot, let the proxy pass /slack/events on unchanged, and check SLACK_SIGNING_SECRET.',
  async run({ access: { mode, signingSecret }, publicUrl, now }, signal) {
    if (mode === 'socket' || signingSecret === undefined) return [];
    if (publicUrl === undefined) {
      return warning(
        'PUBLIC_URL isn’t set, so it’s unknown where Slack reaches the bot.',
        'Set PUBLIC_URL to the https address of the bot.',
      );
    }
    const url = new URL(EVENTS_PATH, publicUrl).href;
    const secret = signingSecret.reveal();
    const send = (ageS: number) =>
      verification({ url, secret, atS: Math.floor(now() / 1_000) - ageS }, signal);
    let fresh: Verified;
    try {
      fresh = await send(0);
    } catch {
      return broken(`${url} doesn’t answer.`);
    }
    if (fresh.status !== 200 || !fresh.isAnswered) {
      return broken(
        `${url} answers a signed request with ${fresh.status}${fresh.status === 200 ? ', but not as the bot does' : ''}.`,
      );
    }
    const old = await send(SKEW_S);
    if (old.status === 401) return inOrder(`${url} answers signed requests, and refuses old ones.`);
    return broken(
      `${url} takes a request that was signed ten minutes ago (${old.status}).`,
      'Set the clock of the bot’s computer. Anything else that answers there must check signatures.',
    );
  },
};

interface Verified {
  readonly status: number;
  /** Whether the challenge came back. */
  readonly isAnswered: boolean;
}

/** Signs and sends a challenge (slack.dev, “Verifying requests from Slack”, and `url_verification`). */
async function verification(
  { url, secret, atS }: { readonly url: string; readonly secret: string; readonly atS: number },
  signal: AbortSignal,
): Promise<Verified> {
  const challenge = randomUUID();
  const body = JSON.stringify({ type: 'url_verification', challenge });
  const signature = createHmac('sha256', secret).update(`v0:${atS}:${body}`).digest('hex');
  const response = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      'content-type': 'application/json',
      'x-slack-request-timestamp': String(atS),
      'x-slack-signature': `v0=${signature}`,
    },
    body,
    signal,
  });
  const text = (await response.text()).slice(0, SHOWN_CHARACTERS);
  return { status: response.status, isAnswered: text.includes(challenge) };
}
