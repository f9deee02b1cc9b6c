import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SCOPES } from '../../../src/core/wallet/ledger.ts';
import { checkJobLimit, type MoneyLimits, scopesFor } from '../../../src/core/wallet/limits.ts';
import { fromDollars, ZERO } from '../../../src/core/wallet/money.ts';
import { dayOf, monthOf } from '../../../src/core/wallet/periods.ts';

const NOW_MS = Date.UTC(2026, 10, 23, 12);
const PAYER = { tenant: 'test:server', member: 'test:ada' };
const LIMITS: MoneyLimits = {
  operatorMonthly: fromDollars(50),
  operatorDaily: fromDollars(5),
  tenantMonthly: fromDollars(10),
  tenantDaily: fromDollars(3),
  memberDaily: fromDollars(1),
  perJob: fromDollars(2),
  personalMonthly: ZERO,
};

test('a job has to fit under every limit, in the order the ledger takes them', () => {
  const scopes = scopesFor(PAYER, LIMITS, NOW_MS);
  const december = Date.UTC(2026, 11, 1);
  const tomorrow = Date.UTC(2026, 10, 24);
  assert.deepEqual(
    scopes.map(({ scope, subject, period, limit, resetsAtMs }) => [
      scope,
      subject,
      period,
      limit,
      resetsAtMs,
    ]),
    [
      ['operator-month', 'operator', '2026-11', 50_000_000, december],
      ['operator-day', 'operator', '2026-11-23', 5_000_000, tomorrow],
      ['tenant-month', 'test:server', '2026-11', 10_000_000, december],
      ['tenant-day', 'test:server', '2026-11-23', 3_000_000, tomorrow],
      ['member-day', 'test:server test:ada', '2026-11-23', 1_000_000, tomorrow],
    ],
  );
  assert.deepEqual(
    scopes.map(({ scope }) => scope),
    SCOPES,
  );
});

test('a limit that was not set is not asked for', () => {
  const scopes = scopesFor(PAYER, { ...LIMITS, operatorDaily: null, tenantDaily: null }, NOW_MS);
  assert.deepEqual(
    scopes.map(({ scope }) => scope),
    ['operator-month', 'tenant-month', 'member-day'],
  );
});

test('a limit of zero is a limit, not the lack of one', () => {
  const scopes = scopesFor(PAYER, { ...LIMITS, operatorDaily: ZERO, tenantDaily: ZERO }, NOW_MS);
  assert.equal(scopes.length, 5);
});

test('one member in two servers has two daily counters', () => {
  const here = scopesFor(PAYER, LIMITS, NOW_MS).at(-1);
  const there = scopesFor({ ...PAYER, tenant: 'test:other' }, LIMITS, NOW_MS).at(-1);
  assert.notEqual(here?.subject, there?.subject);
});

test('a person on their own has the personal allowance, or none', () => {
  const person = { ...PAYER, personal: true };
  assert.throws(() => scopesFor(person, LIMITS, NOW_MS), { code: 'personal-not-funded' });
  const funded = scopesFor(person, { ...LIMITS, personalMonthly: fromDollars(2) }, NOW_MS);
  assert.equal(funded.find(({ scope }) => scope === 'tenant-month')?.limit, 2_000_000);
});

test('one job may cost its limit and not a micro-dollar more', () => {
  checkJobLimit(LIMITS.perJob, LIMITS.perJob);
  assert.throws(() => checkJobLimit(fromDollars(2.000001), LIMITS.perJob), {
    code: 'job-limit',
    facts: { needed: 2_000_001, limit: 2_000_000 },
  });
});

test('periods follow the calendar in UTC, over the ends of months and years', () => {
  const lastMoment = Date.UTC(2027, 0, 1) - 1;
  assert.deepEqual(monthOf(lastMoment), { name: '2026-12', endsAtMs: Date.UTC(2027, 0, 1) });
  assert.deepEqual(dayOf(lastMoment), { name: '2026-12-31', endsAtMs: Date.UTC(2027, 0, 1) });
  assert.equal(dayOf(Date.UTC(2028, 1, 28)).endsAtMs, Date.UTC(2028, 1, 29));
});

test('every moment lies before the end of its period, and the end begins the next one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Date.UTC(2100, 0) }), (nowMs) => {
      for (const periodOf of [monthOf, dayOf]) {
        const period = periodOf(nowMs);
        assert.ok(nowMs < period.endsAtMs);
        assert.equal(periodOf(period.endsAtMs - 1).name, period.name);
        assert.notEqual(periodOf(period.endsAtMs).name, period.name);
      }
    }),
  );
});
