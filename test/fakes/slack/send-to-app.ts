import { createHmac } from 'node:crypto';
import { Agent, request } from 'undici';
import type { Delivered, FakeSlack, HttpDelivery } from './fake-slack.ts';
import type { Realm } from './realm.ts';
import type { SocketLink } from './socket-link.ts';

/**
 * Slack waits this long for an acknowledgement, by the clock of the fake (Slack, "Events API: responding to
 * events").
 */
const ACK_WITHIN_MS = 3_000;

/** A delivery about to be sent to the app. */
export type Parcel = Pick<Delivered, 'kind' | 'payload'>;

/** Calls the app over the active transport. */
export interface Sender extends Pick<FakeSlack, 'redeliver' | 'http'> {
  /** The app's HTTP address; undefined while it is called over its sockets. */
  url: string | undefined;
  /** Sends it in the requested number of copies, and returns how the app handled the first. */
  send(parcel: Parcel, options?: Parameters<FakeSlack['event']>[1]): Promise<Delivered>;
  close(): Promise<void>;
}

/** Starts with sockets. */
export function createSender({ journal, credentials, clock }: Realm, link: SocketLink): Sender {
  const agent = new Agent();
  const closing = new AbortController();

  async function http({ body, timestampMs, signingSecret, contentType, retryNum = 0 }: HttpDelivery) {
    if (sender.url === undefined) throw new Error('No address to send to; useHttp() sets one.');
    const timestamp = String(Math.floor((timestampMs ?? clock.now()) / 1000));
    const answer = await request(sender.url, {
      dispatcher: agent,
      method: 'POST',
      headers: {
        'content-type': contentType ?? 'application/x-www-form-urlencoded',
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': sign(signingSecret ?? credentials.signingSecret, timestamp, body),
        ...(retryNum > 0 && {
          'x-slack-retry-num': String(retryNum),
          'x-slack-retry-reason': 'http_timeout',
        }),
      },
      body,
      signal: closing.signal,
    });
    return { status: answer.statusCode, body: await answer.body.text() };
  }

  async function overHttp({ kind, payload }: Parcel, retryNum: number): Promise<Partial<Delivered>> {
    const json = JSON.stringify(payload);
    const isEvent = kind === 'events_api';
    const form = kind === 'slash_commands' ? (payload as Record<string, string>) : { payload: json };
    const { status, body } = await http({
      body: isEvent ? json : String(new URLSearchParams(form)),
      retryNum,
      ...(isEvent && { contentType: 'application/json' }),
    });
    return { acknowledged: status >= 200 && status < 300, answer: readAnswer(body) };
  }

  function overSocket({ kind, payload }: Parcel, retryNum: number): Promise<Partial<Delivered>> {
    const envelope = {
      envelope_id: crypto.randomUUID(),
      type: kind,
      payload,
      accepts_response_payload: kind !== 'events_api',
      ...(retryNum > 0 && { retry_attempt: retryNum, retry_reason: 'timeout' }),
    };
    return new Promise((resolve) => {
      link.send(envelope, (answer) => resolve({ acknowledged: true, answer }));
    });
  }

  async function once(parcel: Parcel, retryNum: number): Promise<Delivered> {
    const startedMs = performance.now();
    const failed: Delivered = { ...parcel, retryNum, acknowledged: false, answer: undefined };
    const taken = (sender.url === undefined ? overSocket : overHttp)(parcel, retryNum).catch((cause) => {
      // The app is not listening, or hung up: not acknowledged.
      if (closing.signal.aborted || sender.url === undefined) throw cause;
      return {};
    });
    const late = Promise.withResolvers<Partial<Delivered>>();
    const giveUp = (): void => late.resolve({});
    const limit = AbortSignal.any([clock.timeout(ACK_WITHIN_MS), closing.signal]);
    limit.addEventListener('abort', giveUp, { once: true });
    try {
      const delivered = { ...failed, ...(await Promise.race([taken, late.promise])) };
      return delivered.acknowledged ? { ...delivered, ackMs: performance.now() - startedMs } : delivered;
    } finally {
      // A late failure no longer has a handler.
      taken.catch(() => undefined);
      limit.removeEventListener('abort', giveUp);
      journal.changed();
    }
  }

  const sender: Sender = {
    url: undefined,
    async send(parcel, { copies = 1, mayFail = false } = {}) {
      const [delivered] = await Promise.all(Array.from({ length: copies }, () => once(parcel, 0)));
      if (delivered === undefined) throw new RangeError('At least one copy must be sent.');
      if (!delivered.acknowledged && !mayFail)
        journal.violation(`${parcel.kind}: not acknowledged within ${ACK_WITHIN_MS} ms.`);
      return delivered;
    },
    redeliver: ({ kind, payload, retryNum }) =>
      once({ kind, payload }, kind === 'events_api' ? retryNum + 1 : retryNum),
    http,
    async close() {
      closing.abort();
      await agent.destroy();
    },
  };
  return sender;
}

/** Returns `v0=` and the HMAC of version, time and body (Slack, "Verifying requests from Slack"). */
function sign(secret: string, timestamp: string, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

function readAnswer(body: string): unknown {
  try {
    return body === '' ? {} : JSON.parse(body);
  } catch {
    return { text: body };
  }
}
