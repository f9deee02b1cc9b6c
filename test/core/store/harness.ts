import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import { type Clock, systemClock } from '../../../src/core/async/clock.ts';
import type { Store } from '../../../src/core/ports/store.ts';
import { openStore } from '../../../src/core/store/open-store.ts';
import { unlimited } from '../../fakes/patient-clock.ts';
import { sharedPostgres } from '../../fakes/postgres.ts';
import { HUNG_MS } from '../../fakes/until.ts';

/** A busy machine answers late, which no test of what is stored is about. */
const UNHURRIED = { connectMs: HUNG_MS, lockMs: HUNG_MS, statementMs: HUNG_MS, silenceMs: HUNG_MS } as const;

/** Both processes have the same. */
const KEYS = { current: createSecretKey(randomBytes(32)) };

/** Time that stands still until a test moves it. */
export interface HandClock extends Clock {
  nowMs: number;
}

/** A clock that starts at the real time. */
export function handClock(): HandClock {
  const clock: HandClock = {
    nowMs: Date.now(),
    now: () => clock.nowMs,
    // Only the connection for notifications waits.
    sleep: systemClock.sleep,
    timeout: unlimited,
  };
  return clock;
}

/** One kind of store under test. */
export interface StoreHarness {
  readonly name: 'SQLite' | 'PostgreSQL';
  /** The url of a database nobody has used yet. */
  freshUrl(): Promise<string>;
  /**
   * Opens a store on a fresh database, and a second one as another process would have it. SQLite belongs to
   * one process, so there both are the same.
   */
  openPair(clock: Clock): Promise<StorePair>;
  stop(): Promise<void>;
}

/** Two processes' view of one database. */
export interface StorePair extends AsyncDisposable {
  readonly one: Store;
  readonly other: Store;
  /** Reads the tables past the store, on a connection of its own. */
  rows(query: string): Promise<Record<string, unknown>[]>;
  /** Changes the tables past the store, as another release would. */
  change(statement: string): Promise<void>;
}

/** Embedded stores in files of their own. */
export async function sqliteHarness(): Promise<StoreHarness> {
  const folder = mkdtempSync(join(tmpdir(), 'bot-sqlite-'));
  const freshUrl = async () => `sqlite://${join(folder, randomUUID(), 'bot.sqlite')}`;
  return {
    name: 'SQLite',
    freshUrl,
    async openPair(clock) {
      const url = await freshUrl();
      const store = await openStore({ url, clock, keys: KEYS, postgresLimits: UNHURRIED });
      return {
        one: store,
        other: store,
        async rows(query) {
          const db = new DatabaseSync(url.slice('sqlite://'.length), { readOnly: true });
          try {
            return db
              .prepare(query)
              .all()
              .map((row) => ({ ...row }));
          } finally {
            db.close();
          }
        },
        async change(statement) {
          using db = new DatabaseSync(url.slice('sqlite://'.length));
          db.exec(statement);
        },
        [Symbol.asyncDispose]: () => store.close(),
      };
    },
    stop: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Stores in databases of their own on the server of this process. */
export async function postgresHarness(): Promise<StoreHarness> {
  const server = await sharedPostgres();
  return {
    name: 'PostgreSQL',
    freshUrl: () => server.createDatabase(),
    async openPair(clock) {
      const url = await server.createDatabase();
      const one = await openStore({ url, clock, keys: KEYS, sharedClock: clock, postgresLimits: UNHURRIED });
      const other = await openStore({
        url,
        clock,
        keys: KEYS,
        sharedClock: clock,
        postgresLimits: UNHURRIED,
      });
      const rows = async (query: string): Promise<Record<string, unknown>[]> => {
        const client = new Client({ connectionString: url });
        await client.connect();
        try {
          return (await client.query<Record<string, unknown>>(query)).rows;
        } finally {
          await client.end();
        }
      };
      return {
        one,
        other,
        rows,
        async change(statement) {
          await rows(statement);
        },
        async [Symbol.asyncDispose]() {
          await one.close();
          await other.close();
        },
      };
    },
    stop: async () => {},
  };
}
