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

/** High enough that no job is refused, with every limit set, so that all of them are checked. */
const PLENTY = fromDollars(1_000_000);
const LIMITS: MoneyLimits = {
  operatorMonthly: PLENTY,
  operatorDaily: PLENTY,
  tenantMonthly: PLENTY,
  tenantDaily: PLENTY,
  memberDaily: PLENTY,
  perJob: PLENTY,
  perLink: PLENTY,
  links: true,
  personalMonthly: PLENTY,
};

/** The spenders: the number of tenants, and whether the operator's spending cap covers all of them. */
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
 * Measures admissions per second with twenty concurrent callers, and the 99th percentile of their duration.
 *
 * The reference is a bare transaction in the same process with the same callers: one shared counter changed
 * and one row inserted. An admission reads the rules, checks three limits or five and stores the reservation.
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

/** The result of one round: admissions per second, and how long each took. */
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
  // Rounds alternate, so that a noisy machine affects both sides.
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
    // A tenant's first job each day creates its counters, which is not part of the measurement.
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
