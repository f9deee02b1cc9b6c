import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Signals } from '../../ports/webhooks.ts';
import type { Notifications } from './notifications.ts';

const CHANNEL = 'audiopod_bot_signals';

/** Sends nothing: an embedded database has one process. */
export const noSignals: Signals = {
  send: async () => undefined,
  listen: () => ({ [Symbol.dispose]() {} }),
};

/** Creates signals over NOTIFY. */
export function createPostgresSignals<Tables>(
  db: Kysely<Tables>,
  notifications: Pick<Notifications, 'hear'>,
): Signals {
  const self = randomUUID();
  return {
    async send(text) {
      await sql`select pg_notify(${CHANNEL}, ${`${self} ${text}`})`.execute(db);
    },
    listen: (onText) =>
      notifications.hear(CHANNEL, (payload) => {
        const end = payload.indexOf(' ');
        if (payload.slice(0, end) !== self) onText(payload.slice(end + 1));
      }),
  };
}
