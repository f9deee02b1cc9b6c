import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { microDollarsOf } from '../../../../src/core/model/money/money.ts';
import { dayOf } from '../../../../src/core/model/money/periods.ts';
import { FIRST_TENANT_RULES, type TenantRules } from '../../../../src/core/model/money/spending-rules.ts';
import type { UsageRow } from '../../../../src/core/model/money/usage.ts';
import type { Store } from '../../../../src/core/ports/store.ts';
import { scopesFor } from '../../../../src/core/wallet/limits/limits.ts';
import { asSeenBy, OTHERS, sumOf } from '../../../../src/core/wallet/usage/usage.ts';
import type { StorePair } from '../harness.ts';
import { NO_LIMITS } from './plenty.ts';

const HOUR_MS = 3_600_000;
const SERVICES = ['speech', 'stems', 'music'] as const;
const ENDS = ['held', 'doubt', 'settle', 'release'] as const;

/** One job: whose, for what, when (in quarters of an hour), and how it ended. */
interface Spent {
  readonly tenant: number;
  readonly member: number;
  readonly service: (typeof SERVICES)[number];
  readonly quarter: number;
  readonly amount: number;
  readonly end: (typeof ENDS)[number];
  readonly cost: number;
  readonly late: number;
}

const spent: fc.Arbitrary<Spent> = fc.record({
  tenant: fc.nat(1),
  member: fc.nat(2),
  service: fc.constantFrom(...SERVICES),
  quarter: fc.nat(4 * 24 * 4),
  amount: fc.nat(3_000_001),
  end: fc.constantFrom(...ENDS),
  cost: fc.nat(4_000_003),
  // Until it ended, in hours: also beyond midnight, and beyond the days that are asked for.
  late: fc.nat(72),
});

/** Where clocks are changed, where midnight is left out, and where a whole day was. */
const WHEN = [
  { zone: 'Europe/Berlin', fromMs: Date.UTC(2026, 9, 23) },
  { zone: 'Europe/Berlin', fromMs: Date.UTC(2026, 2, 27) },
  { zone: 'Asia/Beirut', fromMs: Date.UTC(2024, 2, 29) },
  { zone: 'Pacific/Apia', fromMs: Date.UTC(2011, 11, 28) },
  { zone: 'America/Los_Angeles', fromMs: Date.UTC(2028, 1, 27) },
] as const;

/** What the days of a tenant add up to, on any database. */
export function describeUsage(pair: () => StorePair): void {
  test('what was spent adds up by day, service and member, as the limits counted it', async () => {
    const { one, other } = pair();
    await fc.assert(
      fc.asyncProperty(
        fc.array(spent, { minLength: 1, maxLength: 16 }),
        fc.constantFrom(...WHEN),
        async (jobs, { zone, fromMs }) => {
          const run = randomUUID();
          const rules: TenantRules = {
            ...FIRST_TENANT_RULES,
            zones: { month: { zone }, day: { zone } },
          };
          const expected = new Map<string, UsageRow>();
          for (const job of jobs) {
            const tenant = `test:${run} ${job.tenant}`;
            const member = `test:${job.member}`;
            const nowMs = fromMs + (job.quarter * HOUR_MS) / 4;
            await live(one, { ...job, payer: { tenant, member }, nowMs, rules });
            if (job.tenant === 1 || job.end === 'release') continue;
            const day = dayOf(nowMs, rules.zones.day).name;
            const key = [day, job.service, member].join(' ');
            const isSettled = job.end === 'settle';
            const row = {
              jobs: 1,
              spent: microDollarsOf(isSettled ? job.cost : 0),
              held: microDollarsOf(isSettled ? 0 : job.amount),
              overshoot: microDollarsOf(isSettled ? Math.max(0, job.cost - job.amount) : 0),
            };
            const before = expected.get(key);
            const sum = sumOf([...(before === undefined ? [] : [before]), row]);
            expected.set(key, { day, service: job.service, member, ...sum });
          }
          const tenant = `test:${run} 0`;
          const rows = await other.ledger.usage({ tenant, fromDay: '2000-01-01', toDay: '2100-01-01' });
          assert.deepEqual(byKey(rows), byKey([...expected.values()]));
          await assertCounted(other, tenant, rows);

          const days = [...rows].map(({ day }) => day).toSorted();
          for (const only of [days.at(0), days.at(-1)]) {
            if (only === undefined) return;
            const ofDay = await other.ledger.usage({ tenant, fromDay: only, toDay: only });
            assert.deepEqual(byKey(ofDay), byKey(rows.filter(({ day }) => day === only)));
          }

          const seen = asSeenBy('test:0', rows);
          assert.deepEqual(sumOf(seen), sumOf(rows));
          assert.deepEqual(
            byKey(seen.filter(({ member }) => member !== OTHERS)),
            byKey(rows.filter(({ member }) => member === 'test:0')),
          );
        },
      ),
      { numRuns: process.env['PROVE'] === undefined ? 6 : 200 },
    );
  });

  test('a day that begins before it does in UTC has all that was spent on it', async () => {
    const payer = { tenant: `test:${randomUUID()}`, member: 'test:member' };
    const zone = 'Pacific/Kiritimati';
    const rules = { ...FIRST_TENANT_RULES, zones: { month: { zone }, day: { zone } } };
    const job = { tenant: 0, member: 0, quarter: 0, amount: 7, cost: 0, late: 0 };
    const nowMs = Date.UTC(2026, 10, 22, 11);
    await live(pair().one, { ...job, service: 'speech', end: 'doubt', payer, nowMs, rules });
    const day = { fromDay: '2026-11-23', toDay: '2026-11-23' };
    assert.equal((await pair().other.ledger.usage({ tenant: payer.tenant, ...day }))[0]?.held, 7);
  });
}

/** Reserves money and brings the reservation to its end. */
async function live(
  { ledger }: Store,
  job: Spent & {
    readonly payer: { readonly tenant: string; readonly member: string };
    readonly nowMs: number;
    readonly rules: TenantRules;
  },
): Promise<void> {
  const { payer, service, nowMs, end } = job;
  const id = randomUUID();
  const overMs = nowMs + job.late * HOUR_MS;
  await ledger.reserve({
    id,
    jobId: `job of ${id}`,
    for: { ...payer, service },
    amount: microDollarsOf(job.amount),
    scopes: scopesFor(payer, NO_LIMITS, nowMs, { tenant: job.rules, keyId: 'own' }),
    nowMs,
  });
  if (end === 'settle') await ledger.settle(id, microDollarsOf(job.cost), 'credits', overMs);
  if (end === 'doubt') await ledger.doubt(id, overMs);
  if (end === 'release') await ledger.release(id, overMs);
}

/** The ledger's own counters of each day say the same. */
async function assertCounted({ ledger }: Store, tenant: string, rows: readonly UsageRow[]): Promise<void> {
  for (const [period, own] of Map.groupBy(rows, ({ day }) => day)) {
    const [total] = await ledger.totals([
      {
        scope: 'tenant-day',
        subject: tenant,
        period,
        limit: null,
        resetsAtMs: 0,
        zone: 'UTC',
        raisedBy: 'owner',
      },
    ]);
    const { spent, held, overshoot } = sumOf(own);
    assert.deepEqual([total?.spent, total?.held, total?.overshoot], [spent, held, overshoot], period);
  }
}

function byKey(rows: readonly UsageRow[]): readonly UsageRow[] {
  const name = ({ day, service, member }: UsageRow) => `${day} ${service} ${member}`;
  return rows.toSorted((a, b) => (name(a) < name(b) ? -1 : 1));
}
