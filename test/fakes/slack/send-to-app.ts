import { createHmac } from 'node:crypto';
import { Agent, request } from 'undici';
import {
  ACK_WITHIN_MS,
  type Delivered,
  type DeliveryOptions,
  type HttpAnswer,
  type HttpDelivery,
} from './delivery.ts';
import type { Realm } from './realm.ts';
import type { SocketLink } from './socket-link.ts';

/** Something about to be sent to the app. */
export type Parcel = Pick<Delivered, 'kind' | 'payload' | 'triggerId' | 'responseUrl'>;

/** Calls the app, over whichever transport is on. */
export interface Sender {
  url: string | undefined;
  /** Sends it, in copies or again and again as asked, and answers with how the first copy was taken. */
  send(parcel: Parcel, options?: DeliveryOptions): Promise<Delivered>;
  redeliver(delivered: Delivered): Promise<Delivered>;
  http(delivery: HttpDelivery): Promise<HttpAnswer>;
  close(): Promise<void>;
}

/** Starts on the sockets. */
export function createSender(realm: Realm, link: SocketLink): Sender {
  const { journal, credentials, clock } = realm;
  const agent = new Agent();
  const closing = new AbortController();
  let url: string | undefined;

  async function http(delivery: HttpDelivery): Promise<HttpAnswer> {
    const target = delivery.url ?? url;
    if (target === undefined) throw new Error('No address to send to; useHttp() sets one.');
    const timestamp = String(Math.floor((delivery.timestampMs ?? clock.now()) / 1000));
    const answer = await request(target, {
      dispatcher: agent,
      method: 'POST',
      headers: {
        'content-type': delivery.contentType ?? 'application/x-www-form-urlencoded',
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature':
          delivery.signature ??
          sign(delivery.signingSecret ?? credentials.signingSecret, timestamp, delivery.body),
        ...delivery.headers,
      },
      body: delivery.body,
      signal: closing.signal,
    });
    return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() };
  }

  async function overHttp(parcel: Parcel, retryNum: number, reason: string): Promise<HttpAnswer> {
    const json = JSON.stringify(parcel.payload);
    const isEvent = parcel.kind === 'events_api';
    return http({
      body: isEvent
        ? json
        : parcel.kind === 'slash_commands'
          ? String(new URLSearchParams(stringsOf(parcel.payload)))
          : String(new URLSearchParams({ payload: json })),
      contentType: isEvent ? 'application/json' : 'application/x-www-form-urlencoded',
      ...(retryNum > 0 && {
        headers: { 'x-slack-retry-num': String(retryNum), 'x-slack-retry-reason': `http_${reason}` },
      }),
    });
  }

  function overSocket(parcel: Parcel, retryNum: number, reason: string): Promise<unknown> {
    return new Promise((resolve) => {
      link.send(
        {
          envelope_id: crypto.randomUUID(),
          type: parcel.kind,
          payload: parcel.payload,
          accepts_response_payload: parcel.kind !== 'events_api',
          ...(retryNum > 0 && { retry_attempt: retryNum, retry_reason: reason }),
        },
        resolve,
      );
    });
  }

  async function once(parcel: Parcel, retryNum: number, reason = 'timeout'): Promise<Delivered> {
    const over = url === undefined ? 'socket' : 'http';
    const startedMs = performance.now();
    const failed = { ...parcel, over, retryNum, acknowledged: false, answer: undefined } as const;
    /** Nobody listens there, or they hung up: not acknowledged. */
    const nobodyThere = (cause: unknown): Delivered => {
      if (closing.signal.aborted) throw cause;
      return failed;
    };
    const taken: Promise<Delivered> =
      over === 'socket'
        ? overSocket(parcel, retryNum, reason).then((answer) => ({ ...failed, acknowledged: true, answer }))
        : overHttp(parcel, retryNum, reason).then(
            ({ status, body }) => ({
              ...failed,
              acknowledged: status >= 200 && status < 300,
              status,
              answer: readAnswer(body),
            }),
            nobodyThere,
          );
    const late = Promise.withResolvers<Delivered>();
    const giveUp = (): void => late.resolve(failed);
    const limit = AbortSignal.any([clock.timeout(ACK_WITHIN_MS), closing.signal]);
    limit.addEventListener('abort', giveUp, { once: true });
    try {
      const delivered: Delivered = await Promise.race([taken, late.promise]);
      return delivered.acknowledged ? { ...delivered, ackMs: performance.now() - startedMs } : delivered;
    } finally {
      // What comes too late is nobody's any more.
      taken.catch(() => undefined);
      limit.removeEventListener('abort', giveUp);
      journal.changed();
    }
  }

  return {
    get url() {
      return url;
    },
    set url(to) {
      url = to;
    },
    async send(parcel, options = {}) {
      const copies = Array.from({ length: options.copies ?? 1 }, () => once(parcel, 0));
      let [delivered] = await Promise.all(copies);
      for (let retry = 1; retry <= (options.retries ?? 0); retry += 1) {
        if (delivered?.acknowledged !== false) break;
        delivered = await once(parcel, retry, delivered.status === undefined ? 'timeout' : 'error');
      }
      if (delivered === undefined) throw new RangeError('At least one copy must be sent.');
      if (!delivered.acknowledged && options.mayFail !== true)
        journal.violation(
          `${parcel.kind}: not acknowledged within ${ACK_WITHIN_MS} ms${delivered.status === undefined ? '' : ` (status ${delivered.status})`}.`,
        );
      return delivered;
    },
    redeliver: ({ kind, payload, triggerId, responseUrl, retryNum }) =>
      once(
        {
          kind,
          payload,
          ...(triggerId !== undefined && { triggerId }),
          ...(responseUrl !== undefined && { responseUrl }),
        },
        kind === 'events_api' ? retryNum + 1 : retryNum,
      ),
    http,
    async close() {
      closing.abort();
      await agent.destroy();
    },
  };
}

/** `v0=` and the HMAC of the version, the moment and the body (Slack, "Verifying requests from Slack"). */
export function sign(secret: string, timestamp: string, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

function stringsOf(payload: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, String(value)]));
}

function readAnswer(body: string): unknown {
  if (body === '') return {};
  try {
    return JSON.parse(body);
  } catch {
    return { text: body };
  }
}
