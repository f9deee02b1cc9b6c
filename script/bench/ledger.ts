import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Dialect, Kysely } from 'kysely';
import { systemClock } from '../../src/core/clock.ts';
import { silentLog } from '../../src/core/log.ts';
import { openStore } from '../../src/core/store/open-store.ts';
import { postgresDialect } from '../../src/core/store/postgres-dialect.ts';
import type { Tables } from '../../src/core/store/schema.ts';
import { NodeSqliteDialect } from '../../src/core/store/sqlite-dialect.ts';
import type { Store } from '../../src/core/store/store.ts';
import { SCOPES, type ScopeLimit } from '../../src/core/wallet/ledger.ts';
import { microDollarsOf } from '../../src/core/wallet/money.ts';
import { startPostgres } from '../../test/fakes/postgres.ts';
import { type BenchRow, formatRows } from './row.ts';
import { median } from './timing.ts';

const CALLERS = 20;
const WARM_UP = 100;
const ROUNDS = 3;
const PER_ROUND = 1_000;

/**
 * Reservations per second when twenty callers spend from one tenant's budget at once, beside a bare
 * transaction in the same process: one counter changed and one row inserted, with the same callers.
 */
export async function benchLedger(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bot-bench-'));
  try {
    await using server = await startPostgres({ durable: true });
    const sqlite = join(folder, 'bench.sqlite');
    const postgres = await server.createDatabase();
    return [
      await measure(
        'reservations, SQLite',
        () => openStore({ url: `sqlite://${sqlite}`, clock: systemClock }),
        () => new NodeSqliteDialect(sqlite),
      ),
      await measure(
        'reservations, PostgreSQL',
        () => openStore({ url: postgres, clock: systemClock }),
        () => postgresDialect(postgres, silentLog),
      ),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(name: string, open: () => Promise<Store>, dialect: () => Dialect): Promise<BenchRow> {
  const figures: number[] = [];
  const references: number[] = [];
  // The rounds alternate, so that a noisy machine is noisy for both.
  for (let round = 0; round < ROUNDS; round += 1) {
    figures.push(await reservationsPerSecond(await open(), round));
    references.push(await bareTransactionsPerSecond(new Kysely<Tables>({ dialect: dialect() }), round));
  }
  const [figure, reference] = [median(figures), median(references)];
  return {
    name,
    figure: `${Math.round(figure)}/s`,
    reference: `${Math.round(reference)}/s (bare transaction)`,
    ratio: (figure / reference).toFixed(2),
  };
}

async function reservationsPerSecond(store: Store, round: number): Promise<number> {
  const scopes: ScopeLimit[] = SCOPES.map((scope) => ({
    scope,
    subject: 'bench',
    period: '2026-11-23',
    limit: microDollarsOf(1_000_000_000),
    resetsAtMs: 0,
  }));
  try {
    return await perSecond((index) =>
      store.transaction(({ ledger }) =>
        ledger.reserve({
          id: `bench ${round} ${index}`,
          jobId: 'bench',
          amount: microDollarsOf(1),
          scopes,
          nowMs: index,
        }),
      ),
    );
  } finally {
    await store.close();
  }
}

async function bareTransactionsPerSecond(db: Kysely<Tables>, round: number): Promise<number> {
  try {
    return await perSecond((index) =>
      db.transaction().execute(async (transaction) => {
        await transaction
          .updateTable('scope_counters')
          .set((eb) => ({ spent: eb('spent', '+', 1) }))
          .where((eb) => eb.and({ scope: 'operator-month', subject: 'bench' }))
          .execute();
        await transaction
          .insertInto('seen')
          .values({ key: `bench ${round} ${index}`, expires_at: 0 })
          .execute();
      }),
    );
  } finally {
    await db.destroy();
  }
}

async function perSecond(act: (index: number) => Promise<void>): Promise<number> {
  let next = 0;
  const callUntil = async (end: number) => {
    while (next < end) {
      next += 1;
      await act(next);
    }
  };
  const callers = (end: number) => Promise.all(Array.from({ length: CALLERS }, () => callUntil(end)));
  await callers(WARM_UP);
  const startedMs = performance.now();
  await callers(WARM_UP + PER_ROUND);
  return (PER_ROUND * 1_000) / (performance.now() - startedMs);
}

if (import.meta.main) process.stdout.write(formatRows(await benchLedger()));
