import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { SETTLEMENT_BASES } from '../../../../src/core/model/money/ledger.ts';
import { microDollarsOf } from '../../../../src/core/model/money/money.ts';
import { FIRST_TENANT_RULES } from '../../../../src/core/model/money/spending-rules.ts';
import type { UsageRow } from '../../../../src/core/model/money/usage.ts';
import { scopesFor } from '../../../../src/core/wallet/limits/limits.ts';
import type { StorePair } from '../harness.ts';
import { orderOf, scopesOf } from './orders.ts';
import { NO_LIMITS } from './plenty.ts';

const DAY_MS = 86_400_000;
const FROM_MS = Date.UTC(2031, 0, 1);
const MONTHS = ['2031-01', '2031-02', '2031-03', '2031-04'];
const ALL_DAYS = { fromDay: '2030-01-01', toDay: '2032-12-31' };

const spending = fc.record({
  tenant: fc.nat(1),
  member: fc.nat(1),
  service: fc.constantFrom('speech', 'stems'),
  zone: fc.constantFrom('UTC', 'Pacific/Kiritimati', 'America/Los_Angeles'),
  own: fc.boolean(),
  hour: fc.nat(100 * 24),
  amount: fc.nat(1_000),
  end: fc.constantFrom('held', 'doubt', 'settle', 'settle', 'settle', 'release'),
  doubted: fc.boolean(),
  cost: fc.nat(2_000),
  basis: fc.constantFrom(...SETTLEMENT_BASES),
  lateHours: fc.nat(80),
} as const);
type Spending = typeof spending extends fc.Arbitrary<infer T> ? T : never;

/** What archiving must leave as it was, on any database. */
export function describeArchive(pair: () => StorePair): void {
  test('whatever was spent and whenever it is archived, all that can be read is what it was before', async () => {
    const { one, other } = pair();
    await fc.assert(
      fc.asyncProperty(
        fc.array(spending, { minLength: 1, maxLength: 25 }),
        fc.array(
          fc.record({ day: fc.nat(110), foldDay: fc.nat(110), limit: fc.integer({ min: 1, max: 9 }) }),
          {
            minLength: 1,
            maxLength: 3,
          },
        ),
        async (history, rounds) => {
          const run = randomUUID();
          for (const it of history) await live(pair(), run, it);
          const tenants = [0, 1].map((tenant) => tenantOf(run, tenant));
          const before = await readAll(pair(), tenants);
          for (const { day, foldDay, limit } of rounds) {
            const endedBeforeMs = FROM_MS + day * DAY_MS;
            const foldBeforeDay = new Date(FROM_MS + foldDay * DAY_MS).toISOString().slice(0, 10);
            const recentBefore = await readRecent(pair(), tenants, endedBeforeMs);
            const batch = { endedBeforeMs, foldBeforeDay, limit };
            while ((await one.ledger.archive(batch)) > 0);
            assert.equal(await other.ledger.archive(batch), 0);
            assert.deepEqual(await readRecent(pair(), tenants, endedBeforeMs), recentBefore);
            const kept = await pair().rows(
              `select id from reservations
               where state in ('settled', 'released') and updated_at < ${endedBeforeMs}`,
            );
            assert.deepEqual(kept, []);
            const days = (await usageOf(pair(), tenants, ALL_DAYS)).filter((row) => row.day >= foldBeforeDay);
            const exact = before.days.filter((row) => row.day >= foldBeforeDay);
            // The first day of a month also has what was folded into it, by this round or an earlier one.
            if (rounds.every((it) => it.foldDay === foldDay)) {
              assert.deepEqual(withoutFirsts(days), withoutFirsts(exact));
            }
          }
          const { days: _, ...months } = await readAll(pair(), tenants);
          const { days: __, ...monthsBefore } = before;
          assert.deepEqual(months, monthsBefore);
        },
      ),
      { numRuns: numRunsOn(pair()) },
    );
  });

  test('days are shown exactly until they are folded, however late they are archived', async () => {
    const { one } = pair();
    const run = randomUUID();
    const it: Spending = {
      tenant: 0,
      member: 0,
      service: 'speech',
      zone: 'UTC',
      own: false,
      hour: 0,
      amount: 5,
      end: 'settle',
      doubted: false,
      cost: 7,
      basis: 'credits',
      lateHours: 1,
    };
    for (const day of [9, 10, 10, 40]) await live(pair(), run, { ...it, hour: day * 24 });
    const tenants = [tenantOf(run, 0)];
    const before = await usageOf(pair(), tenants, ALL_DAYS);
    assert.deepEqual(
      before.map(({ day, jobs, spent }) => [day, jobs, spent]),
      [
        ['2031-01-10', 1, 7],
        ['2031-01-11', 2, 14],
        ['2031-02-10', 1, 7],
      ],
    );
    const endedBeforeMs = FROM_MS + 99 * DAY_MS;
    while ((await one.ledger.archive({ endedBeforeMs, foldBeforeDay: '2031-01-01', limit: 2 })) > 0);
    assert.deepEqual(await usageOf(pair(), tenants, ALL_DAYS), before);
    const januaryEleventh = { fromDay: '2031-01-11', toDay: '2031-01-11' };
    assert.equal((await usageOf(pair(), tenants, januaryEleventh))[0]?.spent, 14);
    while ((await one.ledger.archive({ endedBeforeMs, foldBeforeDay: '2031-02-01', limit: 1 })) > 0);
    assert.deepEqual(
      (await usageOf(pair(), tenants, ALL_DAYS)).map(({ day, jobs, spent }) => [day, jobs, spent]),
      [
        ['2031-01-01', 3, 21],
        ['2031-02-10', 1, 7],
      ],
    );
  });

  test('a reservation that was archived stays decided', async () => {
    const { ledger } = pair().one;
    const order = orderOf(10, scopesOf('archived', 0, []));
    await ledger.reserve(order);
    await ledger.settle(order.id, microDollarsOf(4), 'credits', 5);
    while ((await ledger.archive({ endedBeforeMs: 6, foldBeforeDay: '2000-01-01', limit: 50 })) > 0);
    await assert.rejects(ledger.settle(order.id, microDollarsOf(4), 'credits', 7), { code: 'internal' });
    await assert.rejects(ledger.release(order.id, 7), { code: 'internal' });
  });

  test('open reservations are read page by page, and one by its id', async () => {
    const { ledger } = pair().one;
    for (let index = 0; index < 5; index += 1) {
      await ledger.reserve({ ...orderOf(index, []), nowMs: 1 + Math.floor(index / 2) });
    }
    const all = await ledger.open();
    const paged: (typeof all)[number][] = [];
    for (;;) {
      const page = await ledger.open({ after: paged.at(-1), limit: 2 });
      if (page.length === 0) break;
      paged.push(...page);
    }
    assert.deepEqual(paged, all);
    const [first] = all;
    assert.ok(first !== undefined);
    assert.deepEqual(await ledger.findOpen(first.id), first);
    await ledger.release(first.id, 9);
    assert.equal(await ledger.findOpen(first.id), undefined);
  });
}

function numRunsOn({ one }: StorePair): number {
  if (process.env['PROVE'] !== undefined) return one.kind === 'sqlite' ? 300 : 100;
  return one.kind === 'sqlite' ? 12 : 6;
}

function tenantOf(run: string, tenant: number): string {
  return `test:${run} ${tenant}`;
}

async function live({ one: { ledger } }: StorePair, run: string, it: Spending): Promise<void> {
  const id = randomUUID();
  const payer = { tenant: tenantOf(run, it.tenant), member: `test:${it.member}` };
  const nowMs = FROM_MS + it.hour * 3_600_000;
  const overMs = nowMs + it.lateHours * 3_600_000;
  const keyId = it.own ? 'own' : undefined;
  const zones = { month: { zone: it.zone }, day: { zone: it.zone } };
  await ledger.reserve({
    id,
    jobId: `job of ${id}`,
    for: { ...payer, service: it.service, keyId },
    amount: microDollarsOf(it.amount),
    scopes: scopesFor(payer, NO_LIMITS, nowMs, { tenant: { ...FIRST_TENANT_RULES, zones }, keyId }),
    nowMs,
  });
  if (it.doubted || it.end === 'doubt') await ledger.doubt(id, nowMs + 1);
  if (it.end === 'settle') await ledger.settle(id, microDollarsOf(it.cost), it.basis, overMs);
  if (it.end === 'release') await ledger.release(id, overMs);
}

/** All that is read of whole months, and the days. */
async function readAll(pair: StorePair, tenants: readonly string[]) {
  const { ledger } = pair.other;
  const days = await usageOf(pair, tenants, ALL_DAYS);
  const entries = await pair.rows(
    `select kind, basis, own_key, sum(entries) as entries, sum(amount) as amount from (
       select e.kind, coalesce(e.basis, '') as basis, case when r.key_id is null then 0 else 1 end as own_key,
         1 as entries, e.amount
       from ledger_entries e join reservations r on r.id = e.reservation_id
       union all select kind, basis, own_key, entries, amount from archived_entries
     ) as joined group by 1, 2, 3 order by 1, 2, 3`,
  );
  const counters = await pair.rows('select * from scope_counters order by scope, subject, period');
  return {
    days,
    perMonth: monthly(days),
    months: await Promise.all(
      MONTHS.map(async (month) => monthly(await usageOf(pair, tenants, daysOf(month)))),
    ),
    charged: await Promise.all(MONTHS.map((month) => ledger.charged(Date.parse(month), monthEnd(month)))),
    chargedInAll: await ledger.charged(Date.parse('2031-01'), monthEnd('2031-06')),
    entries,
    counters,
    open: await ledger.open(),
  };
}

/** What is read of the time that is not archived, to the moment. */
async function readRecent({ other: { ledger } }: StorePair, tenants: readonly string[], sinceMs: number) {
  const times = [0, 1, 5, 40].map((days) => sinceMs + days * DAY_MS);
  return {
    charged: await Promise.all(times.map((atMs) => ledger.charged(atMs, atMs + DAY_MS))),
    doubted: await Promise.all(times.map((atMs) => ledger.doubted(atMs, atMs + DAY_MS))),
    tenants,
  };
}

async function usageOf(
  { other }: StorePair,
  tenants: readonly string[],
  days: { readonly fromDay: string; readonly toDay: string },
): Promise<readonly (UsageRow & { readonly tenant: number })[]> {
  const rows = await Promise.all(
    tenants.map(async (tenant, index) =>
      (await other.ledger.usage({ tenant, ...days })).map((row) => ({ ...row, tenant: index })),
    ),
  );
  return rows.flat().toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function keyOf({ tenant, day, service, member }: UsageRow & { readonly tenant: number }): string {
  return `${tenant} ${day} ${service} ${member}`;
}

/** The sums of days by month, tenant, service and member. */
function monthly(
  rows: readonly (UsageRow & { readonly tenant: number })[],
): Record<string, readonly number[]> {
  const sums: Record<string, readonly number[]> = {};
  for (const row of rows) {
    const key = keyOf({ ...row, day: row.day.slice(0, 7) });
    const own = [row.jobs, row.spent, row.held, row.overshoot];
    sums[key] = own.map((amount, at) => amount + (sums[key]?.[at] ?? 0));
  }
  return Object.fromEntries(Object.entries(sums).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function withoutFirsts<Row extends UsageRow>(rows: readonly Row[]): readonly Row[] {
  return rows.filter(({ day }) => !day.endsWith('-01'));
}

function monthEnd(month: string): number {
  const first = new Date(month);
  return Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 1);
}

function daysOf(month: string): { readonly fromDay: string; readonly toDay: string } {
  return { fromDay: `${month}-01`, toDay: new Date(monthEnd(month) - 1).toISOString().slice(0, 10) };
}
