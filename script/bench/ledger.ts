import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Dialect, Kysely } from 'kysely';
import { systemClock } from '../../src/core/async/clock.ts';
import { fromDollars, microDollarsOf } from '../../src/core/model/money/money.ts';
import type { MoneyLimits } from '../../src/core/model/money/spending-rules.ts';
import { silentLog } from '../../src/core/ports/log.ts';
import type { Store } from '../../src/core/ports/store.ts';
import type { Tables } from '../../src/core/store/database/schema.ts';
import { openStore } from '../../src/core/store/open-store.ts';
import { postgresDialect } from '../../src/core/store/postgres/dialect.ts';
import { NodeSqliteDialect } from '../../src/core/store/sqlite/dialect.ts';
import { admit } from '../../src/core/wallet/limits/admission.ts';
import { startPostgres } from '../../test/fakes/postgres.ts';
import { type BenchRow, formatRows } from './row.ts';
import { median, quantile } from './timing.ts';

const CALLERS = 20;
const ROUNDS = 3;
const PER_ROUND = 1_000;
const MANY_TENANTS = 1_000;

/** So much that nobody is refused, and limits everywhere, so that every one of them is checked. */
const PLENTY = fromDollars(1_000_000);
const LIMITS: MoneyLimits = {
  operatorMonthly: PLENTY,
  operatorDaily: PLENTY,
  tenantMonthly: PLENTY,
  tenantDaily: PLENTY,
  memberDaily: PLENTY,
  perJob: PLENTY,
  personalMonthly: PLENTY,
};

/** Who spends: how many tenants, and whether all of it is under the operator's ceiling. */
interface Setting {
  readonly name: string;
  readonly tenants: number;
  readonly isCeiled: boolean;
}

const SETTINGS: readonly Setting[] = [
  { name: 'one tenant, with the ceiling', tenants: 1, isCeiled: true },
  { name: 'one tenant, own key', tenants: 1, isCeiled: false },
  { name: `${MANY_TENANTS} tenants, with the ceiling`, tenants: MANY_TENANTS, isCeiled: true },
  { name: `${MANY_TENANTS} tenants, own keys`, tenants: MANY_TENANTS, isCeiled: false },
];

/**
 * Admissions per second when twenty callers ask at once, and how long all but the slowest hundredth take, beside a bare
 * transaction in the same process with the same callers: one counter changed, which all of them share, and one row
 * inserted. An admission reads the rules, checks three limits or five and writes the reservation down.
 */
export async function benchLedger(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bot-bench-'));
  try {
    await using server = await startPostgres({ durable: true });
    const sqlite = join(folder, 'bench.sqlite');
    const postgres = await server.createDatabase();
    const rows: BenchRow[] = [];
    for (const setting of SETTINGS) {
      rows.push(
        await measure(
          `admissions, SQLite, ${setting.name}`,
          setting,
          () => openStore({ url: `sqlite://${sqlite}`, clock: systemClock }),
          () => new NodeSqliteDialect(sqlite),
        ),
        await measure(
          `admissions, PostgreSQL, ${setting.name}`,
          setting,
          () => openStore({ url: postgres, clock: systemClock }),
          () => postgresDialect(postgres, silentLog),
        ),
      );
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One round: how many a second, and how long each took. */
interface Round {
  readonly perSecond: number;
  readonly tookMs: readonly number[];
}

async function measure(
  name: string,
  setting: Setting,
  open: () => Promise<Store>,
  dialect: () => Dialect,
): Promise<BenchRow> {
  const ours: Round[] = [];
  const bare: Round[] = [];
  // The rounds alternate, so that a noisy machine is noisy for both.
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(await admissions(await open(), setting));
    bare.push(await bareTransactions(new Kysely<Tables>({ dialect: dialect() })));
  }
  const speed = (rounds: readonly Round[]) => median(rounds.map(({ perSecond }) => perSecond));
  const shown = (rounds: readonly Round[]) => {
    const slowest = quantile(
      rounds.flatMap(({ tookMs }) => tookMs),
      0.99,
    );
    return `${Math.round(speed(rounds))}/s, p99 ${slowest.toFixed(0)} ms`;
  };
  return {
    name,
    figure: shown(ours),
    reference: `${shown(bare)} (bare transaction)`,
    ratio: (speed(ours) / speed(bare)).toFixed(2),
  };
}

async function admissions(store: Store, { tenants, isCeiled }: Setting): Promise<Round> {
  const spend = (index: number) => {
    const payer = { tenant: `bench:${index % tenants}`, member: 'bench:member' };
    const order = {
      id: randomUUID(),
      jobId: 'bench',
      payer,
      service: 'speech',
      amount: microDollarsOf(1),
      nowMs: Date.now(),
    } as const;
    const keyId = isCeiled ? undefined : 'own';
    return store.transaction(async ({ ledger, rules }) =>
      admit(ledger, { ...(await rules.both(payer.tenant)), keyId }, order, LIMITS),
    );
  };
  try {
    // The first job of a tenant makes its counters, once a day. That is not what is measured.
    await round(Math.max(tenants, CALLERS * 5), spend);
    return await round(PER_ROUND, spend);
  } finally {
    await store.close();
  }
}

async function bareTransactions(db: Kysely<Tables>): Promise<Round> {
  const change = () =>
    db.transaction().execute(async (transaction) => {
      await transaction
        .updateTable('scope_counters')
        .set((eb) => ({ overshoot: eb('overshoot', '+', 1) }))
        .where((eb) => eb.and({ scope: 'tenant-month', subject: 'bench:0' }))
        .execute();
      await transaction.insertInto('seen').values({ key: randomUUID(), expires_at: 0 }).execute();
    });
  try {
    await round(CALLERS * 5, change);
    return await round(PER_ROUND, change);
  } finally {
    await db.destroy();
  }
}

async function round(times: number, act: (index: number) => Promise<unknown>): Promise<Round> {
  const tookMs: number[] = [];
  let next = 0;
  const caller = async () => {
    while (next < times) {
      const index = next;
      next += 1;
      const startedMs = performance.now();
      await act(index);
      tookMs.push(performance.now() - startedMs);
    }
  };
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: CALLERS }, caller));
  return { perSecond: (times * 1_000) / (performance.now() - startedMs), tookMs };
}

if (import.meta.main) process.stdout.write(formatRows(await benchLedger()));
