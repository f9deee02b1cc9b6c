import { randomUUID } from 'node:crypto';
import { Socket } from 'node:net';
import { type Kysely, sql } from 'kysely';
import { Client } from 'pg';
import type { Clock } from '../../async/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Signals } from '../../ports/webhooks.ts';

const CHANNEL = 'audiopod_bot_signals';
const CONNECT_MS = 5_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** How often a connection that only listens is asked whether it is still there, and how long it may take. */
const CHECK_EVERY_MS = 30_000;
const CHECK_MS = 10_000;

/** Signals that can be closed. */
export interface ClosableSignals extends Signals {
  close(): Promise<void>;
}

/** Sends nothing: an embedded database has one process. */
export const noSignals: ClosableSignals = {
  send: async () => undefined,
  listen: () => ({ [Symbol.dispose]() {} }),
  close: async () => undefined,
};

/**
 * Creates signals over NOTIFY. Listening takes a connection of its own, opened with the first listener and
 * again whenever it is lost; what is sent meanwhile is missed.
 */
export function createPostgresSignals<Tables>(parts: {
  readonly url: string;
  readonly db: Kysely<Tables>;
  readonly clock: Clock;
  readonly log: Log;
}): ClosableSignals {
  const { url, db, clock, log } = parts;
  const self = randomUUID();
  const closing = new AbortController();
  const listeners = new Set<(text: string) => void>();
  let running: Promise<void> | undefined;

  const receive = (payload: string): void => {
    const end = payload.indexOf(' ');
    if (payload.slice(0, end) === self) return;
    for (const listener of listeners) listener(payload.slice(end + 1));
  };

  /** Resolves when the connection is lost, or no longer wanted. */
  const listenOnce = async (onConnected: () => void): Promise<void> => {
    // A connection of which nothing is heard any more can't be ended in an orderly way, so it is cut.
    const socket = new Socket();
    const client = new Client({
      connectionString: url,
      stream: () => socket,
      application_name: 'audiopod-bot-signals',
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: CHECK_MS,
      keepAlive: true,
    });
    const lost = new AbortController();
    const lose = (): void => lost.abort();
    client.on('error', lose).on('end', lose);
    client.on('notification', ({ payload = '' }) => receive(payload));
    const over = AbortSignal.any([lost.signal, closing.signal]);
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      onConnected();
      while (!over.aborted) {
        await clock.sleep(CHECK_EVERY_MS, over).catch(() => undefined);
        if (!over.aborted) await client.query('select 1');
      }
    } finally {
      socket.destroy();
    }
  };

  const run = async (): Promise<void> => {
    let failures = 0;
    while (!closing.signal.aborted) {
      try {
        await listenOnce(() => {
          failures = 0;
        });
      } catch (error) {
        log.warn({ error }, 'signals-lost');
      }
      if (closing.signal.aborted) return;
      const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS);
      failures += 1;
      await clock.sleep(pauseMs, closing.signal).catch(() => undefined);
    }
  };

  return {
    async send(text) {
      await sql`select pg_notify(${CHANNEL}, ${`${self} ${text}`})`.execute(db);
    },
    listen(onText) {
      listeners.add(onText);
      running ??= run();
      return { [Symbol.dispose]: () => void listeners.delete(onText) };
    },
    async close() {
      closing.abort();
      await running;
    },
  };
}
