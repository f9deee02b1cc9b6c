import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { test } from 'node:test';
import { Kysely, sql } from 'kysely';
import { Client } from 'pg';
import { systemClock } from '../../../../src/core/async/clock.ts';
import { BotError } from '../../../../src/core/model/errors.ts';
import { type Log, silentLog } from '../../../../src/core/ports/log.ts';
import type { Store } from '../../../../src/core/ports/store.ts';
import type { Tables } from '../../../../src/core/store/database/schema.ts';
import { TranslatingDialect } from '../../../../src/core/store/database/translating-dialect.ts';
import { openStore } from '../../../../src/core/store/open-store.ts';
import { postgresDialect } from '../../../../src/core/store/postgres/dialect.ts';
import { sharedPostgres } from '../../../fakes/postgres.ts';
import { orderOf, scopesOf } from '../ledger/orders.ts';
import { sampleJob } from '../sample-job.ts';

async function freshUrl(): Promise<string> {
  return (await sharedPostgres()).createDatabase();
}

async function withStore(url: string, use: (store: Store) => Promise<void>, log: Log = silentLog) {
  const store = await openStore({ url, clock: systemClock, log });
  try {
    await use(store);
  } finally {
    await store.close();
  }
}

/** A line to the server that can be cut and mended. */
async function startLine(url: string) {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const line: Server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
  });
  line.listen(0, '127.0.0.1');
  await once(line, 'listening');
  const address = line.address();
  if (address === null || typeof address === 'string') throw new Error('The line has no port');
  const { port } = address;
  const near = new URL(url);
  near.port = String(port);
  return {
    url: near.href,
    async cut() {
      const closed = once(line, 'close');
      line.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    /** Present connections stay open and carry nothing more. */
    freeze() {
      for (const socket of sockets) socket.unpipe();
    },
    async mend() {
      line.listen(port, '127.0.0.1');
      await once(line, 'listening');
    },
  };
}

function isUnavailable(error: unknown): boolean {
  return error instanceof BotError && error.code === 'ledger-unavailable' && error.cause instanceof Error;
}

test('without the database nothing can be spent, and when it is back everything goes on', async () => {
  const line = await startLine(await freshUrl());
  await withStore(line.url, async (store) => {
    const scopes = scopesOf('outage', 100);
    const order = orderOf(10, scopes);
    await store.ledger.reserve(order);
    await line.cut();
    await assert.rejects(store.ledger.reserve(orderOf(1, scopes)), isUnavailable);
    await assert.rejects(store.ledger.totals(scopes), isUnavailable);
    await assert.rejects(store.ledger.open(), isUnavailable);
    await assert.rejects(store.ledger.release(order.id, 2), isUnavailable);
    await assert.rejects(
      store.transaction(({ jobs }) => jobs.insert(sampleJob(), null)),
      isUnavailable,
    );
    await assert.rejects(store.ping(), isUnavailable);
    assert.equal(await store.cache<string>('outage').get('key'), undefined);
    await line.mend();
    await store.ping();
    for (const { held } of await store.ledger.totals(scopes)) assert.equal(held, 10);
  });
  await line.cut();
});

test('a server that goes silent is given up after a while, and its connection is not used again', async () => {
  const line = await startLine(await freshUrl());
  const db = new Kysely<Tables>({
    dialect: new TranslatingDialect(postgresDialect(line.url, silentLog, { silenceMs: 200 })),
  });
  try {
    await sql`select 1`.execute(db);
    line.freeze();
    await assert.rejects(sql`select 1`.execute(db), isUnavailable);
    await sql`select 1`.execute(db);
  } finally {
    await db.destroy();
    await line.cut();
  }
});

test('a connection that drops inside a transaction loses the transaction, not the process', async () => {
  const url = await freshUrl();
  const lost: string[] = [];
  await withStore(
    url,
    async (store) => {
      const job = sampleJob();
      const dropped = store.transaction(async ({ jobs, ledger }) => {
        await jobs.insert(job, null);
        await dropConnections(url);
        await ledger.reserve(orderOf(1, scopesOf('drop', 10)));
      });
      await assert.rejects(dropped, isUnavailable);
      assert.equal(await store.jobs.get(job.id), undefined);
    },
    { ...silentLog, warn: (_, event) => lost.push(event) },
  );
  assert.ok(lost.includes('database-connection-lost'));
});

test('a server that only reads, as in a failover, counts as one that does not answer', async () => {
  const url = await freshUrl();
  await withStore(url, async (store) => {
    await query(
      url,
      `alter database ${new URL(url).pathname.slice(1)} set default_transaction_read_only = on`,
    );
    await dropConnections(url);
    // Whichever the query meets, the dropped connection or the new one that only reads.
    for (let tries = 0; tries < 3; tries += 1) {
      await assert.rejects(store.jobs.insert(sampleJob(), null), isUnavailable);
    }
  });
});

test('idle connections that drop are replaced', async () => {
  const url = await freshUrl();
  const dropped = Promise.withResolvers<void>();
  await withStore(
    url,
    async (store) => {
      await store.ping();
      await dropConnections(url);
      await dropped.promise;
      await store.ping();
    },
    { ...silentLog, warn: () => dropped.resolve() },
  );
});

test('transactions that deadlock are run again until all are through', async () => {
  await withStore(await freshUrl(), async (store) => {
    const both = barrier(2);
    let runs = 0;
    const lockBoth = (first: string, second: string) =>
      store.transaction(async ({ jobs }) => {
        runs += 1;
        await jobs.lockTenant(first);
        // Only the first time round: a repeat meets nobody here.
        if (runs <= 2) await both();
        await jobs.lockTenant(second);
        return 'through';
      });
    assert.deepEqual(await Promise.all([lockBoth('a', 'b'), lockBoth('b', 'a')]), ['through', 'through']);
    assert.ok(runs > 2, 'one of them lost and was run again');
  });
});

test('a transaction that keeps colliding gives up and says that the ledger is not available', async () => {
  await withStore(await freshUrl(), async (store) => {
    let runs = 0;
    const colliding = store.transaction(async () => {
      runs += 1;
      throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
    });
    await assert.rejects(colliding, isUnavailable);
    assert.equal(runs, 5);
  });
});

test('several processes may open one new database at the same time', async () => {
  const url = await freshUrl();
  const stores = await Promise.all(Array.from({ length: 4 }, () => openStore({ url, clock: systemClock })));
  for (const store of stores) {
    await store.ping();
    await store.close();
  }
});

async function dropConnections(url: string): Promise<void> {
  await query(
    url,
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()`,
  );
}

async function query(url: string, text: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

function barrier(count: number): () => Promise<void> {
  const all = Promise.withResolvers<void>();
  let arrived = 0;
  return () => {
    arrived += 1;
    if (arrived === count) all.resolve();
    return all.promise;
  };
}

test('a process that stands still in the middle of a transaction fails nobody who waits for its locks', async () => {
  const url = await freshUrl();
  await withStore(url, async (frozen) => {
    await withStore(url, async (store) => {
      const locked = Promise.withResolvers<void>();
      const thawed = Promise.withResolvers<void>();
      const standing = frozen.transaction(async ({ jobs }) => {
        await jobs.lockTenant('tenant');
        locked.resolve();
        await thawed.promise;
        await jobs.insert(sampleJob(), null);
      });
      const standingFails = assert.rejects(standing, isUnavailable);
      await locked.promise;
      try {
        await store.transaction(({ jobs }) => jobs.lockTenant('tenant'));
      } finally {
        thawed.resolve();
      }
      await standingFails;
    });
  });
});
