import { Client } from 'pg';
import type { Clock } from '../../async/clock.ts';
import { listed, retry } from '../../async/retry.ts';
import type { Log } from '../../ports/log.ts';
import { impatientSocket } from './dialect.ts';

/** What `NOTIFY` sends to this process, on one connection. It is opened for the first that hears. */
export interface Notifications {
  /**
   * Hears a channel until it is disposed of. What is sent while the connection is lost is missed.
   *
   * @param onListening called each time it begins to hear: what was sent before that was missed.
   */
  hear(channel: string, onNotice: (payload: string) => void, onListening?: () => void): Disposable;
  /** Ends the connection. Nothing is called afterwards. */
  close(): Promise<void>;
}

interface Hearer {
  readonly channel: string;
  readonly onNotice: (payload: string) => void;
  readonly onListening: () => void;
}

const CONNECT_MS = 5_000;
/** A connection that only listens is silent by nature: a question now and then tells it from a dead one. */
const ASK_EVERY_MS = 10_000;
const SILENCE_MS = 15_000;
const CONNECT_AGAIN_MS = listed(1_000, 2_000, 5_000);

/** Creates what hears; nothing is connected yet. */
export function createNotifications(parts: {
  readonly url: string;
  readonly clock: Clock;
  readonly log: Log;
}): Notifications {
  const { url, clock, log } = parts;
  const hearers = new Set<Hearer>();
  const closing = new AbortController();
  /** Has the present connection listen to a channel. */
  let listenTo: (channel: string) => Promise<unknown> = async () => undefined;
  let isListening = false;
  let running: Promise<void> | undefined;

  const connectOnce = async (): Promise<never> => {
    // It is cut at the end: a server of which nothing is heard any more does not answer to a farewell either.
    const socket = impatientSocket(SILENCE_MS);
    const client = new Client({
      connectionString: url,
      application_name: 'audiopod-bot-notifications',
      connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true,
      stream: () => socket,
    });
    const lost = Promise.withResolvers<never>();
    // Nobody waits for it yet while it connects.
    lost.promise.catch(() => undefined);
    client.on('error', lost.reject);
    client.on('end', () => lost.reject(new Error('The connection for notifications ended')));
    client.on('notification', ({ channel, payload = '' }) => {
      for (const hearer of hearers) if (hearer.channel === channel) hearer.onNotice(payload);
    });
    try {
      await Promise.race([lost.promise, client.connect()]);
      listenTo = (channel) =>
        client
          .query(`listen ${client.escapeIdentifier(channel)}`)
          .catch((error: unknown) => lost.reject(error));
      for (const channel of new Set([...hearers].map((hearer) => hearer.channel))) await listenTo(channel);
      isListening = true;
      for (const { onListening } of hearers) onListening();
      for (;;) {
        await Promise.race([lost.promise, clock.sleep(ASK_EVERY_MS, closing.signal)]);
        await Promise.race([lost.promise, client.query('select 1')]);
      }
    } finally {
      isListening = false;
      client.removeAllListeners('notification');
      socket.destroy();
    }
  };

  return {
    hear(channel, onNotice, onListening = () => undefined) {
      const hearer: Hearer = { channel, onNotice, onListening };
      hearers.add(hearer);
      if (isListening) void listenTo(channel).then(onListening);
      running ??= retry(connectOnce, {
        signal: closing.signal,
        pauses: { clock, ms: CONNECT_AGAIN_MS },
        onRetry: (error) => log.warn({ error }, 'notifications-lost'),
      }).catch((error: unknown) => {
        if (!closing.signal.aborted) log.error({ error }, 'notifications-ended');
      });
      return { [Symbol.dispose]: () => void hearers.delete(hearer) };
    },
    async close() {
      hearers.clear();
      closing.abort(new Error('The notifications were closed'));
      await running;
    },
  };
}
